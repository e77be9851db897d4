using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Which kernel does a convolution, decided once from its shape, and the calls of each.</summary>
internal static class ConvPaths
{
    public static PackedForm Choose(ConvGeometry geometry, ReadOnlySpan<int> inputChannels, Shape x, Shape y, Shape weights, VectorWidth width) => throw new NotSupportedException();

    public static PackedForm ChooseTransposed(ConvGeometry geometry, ReadOnlySpan<int> inputChannels, Shape x, Shape y, Shape weights, VectorWidth width) => throw new NotSupportedException();

    public static Kernel Pack(PackedForm form, ConvGeometry geometry, Window weights, Window packed, bool exchanged, bool flipped, VectorWidth width) => throw new NotSupportedException();

    public static Kernel PackTransposed(PackedForm form, ConvGeometry geometry, Window weights, Window packed, bool exchanged, VectorWidth width) => throw new NotSupportedException();

    public static Kernel Bind(PackedForm form, ConvGeometry geometry, ImmutableArray<Window> inputs, Window weights, Epilogue epilogue, Window output, VectorWidth width) => throw new NotSupportedException();

    public static Kernel BindTransposed(PackedForm form, ConvGeometry geometry, ImmutableArray<Window> inputs, Window weights, Epilogue epilogue, Window output, VectorWidth width) => throw new NotSupportedException();

    public static Kernel BindWeightGradient(ConvGeometry geometry, ImmutableArray<Window> inputs, Window gradient, Window output, bool exchanged, VectorWidth width) => throw new NotSupportedException();
}
