using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Which kernel does a convolution, decided once from its shape, and the calls of each.</summary>
internal static class ConvPaths
{
    /// <summary>How many times faster Winograd's kernels are than a product that carries out all operations, transforms included, as measured.</summary>
    public const double WinogradSaving = 2.5;

    public static PackedForm Choose(ConvGeometry geometry, Shape x, Shape y, Shape weights, VectorWidth width)
    {
        var (inputs, outputs) = (x.Channels, y.Channels);
        if (IsDepthwise(geometry, inputs, outputs))
        {
            return new(ProductPath.Depthwise, "each channel by itself", 0, weights);
        }

        return WinogradConv.Refusal(geometry, inputs, outputs, y.Spatial) is { } refusal
            ? new(ProductPath.Product, refusal, checked((int)ProductConvWeights.PackedLength(width, geometry, inputs, outputs)), weights)
            : new(ProductPath.Winograd, "3x3, stride 1", 0, weights);
    }

    public static PackedForm ChooseTransposed(ConvGeometry geometry, Shape x, Shape y, Shape weights, VectorWidth width)
    {
        var (inputs, outputs) = (x.Channels, y.Channels);
        if (IsDepthwise(geometry, inputs, outputs))
        {
            return new(ProductPath.Depthwise, "each channel by itself", 0, weights);
        }

        return WinogradConv.Refusal(Turned(geometry), inputs, outputs, y.Spatial) is { } refusal
            ? new(ProductPath.Product, refusal, checked((int)ProductConvTransposeWeights.PackedLength(width, geometry, inputs, outputs)), weights)
            : new(ProductPath.Winograd, "3x3, stride 1", 0, weights);
    }

    public static Kernel Pack(ConvGeometry geometry, Window weights, Window packed, bool exchanged, VectorWidth width) =>
        ProductConvWeights.Create(width, weights, packed, geometry, exchanged);

    public static Kernel PackTransposed(ConvGeometry geometry, Window weights, Window packed, bool exchanged, VectorWidth width) =>
        ProductConvTransposeWeights.Create(width, weights, packed, geometry, exchanged);

    public static Kernel Bind(ProductPath path, ConvGeometry geometry, ConvWindows windows, Epilogue epilogue, bool exchanged, VectorWidth width) => path switch
    {
        ProductPath.Winograd => WinogradConv.Create(width, windows, geometry, epilogue, exchanged ? WeightOrder.Transposed : WeightOrder.AsStored),
        ProductPath.Depthwise => DepthwiseConv.Create(width, ByChannel(windows), geometry, epilogue),
        _ => ProductConv.Create(width, windows, geometry, epilogue),
    };

    public static Kernel BindTransposed(ProductPath path, ConvGeometry geometry, ConvWindows windows, Epilogue epilogue, bool exchanged, VectorWidth width) => path switch
    {
        ProductPath.Winograd => WinogradConv.Create(width, windows, Turned(geometry), epilogue, exchanged ? WeightOrder.Backward : WeightOrder.Flipped),
        ProductPath.Depthwise => DepthwiseConvTranspose.Create(width, ByChannel(windows), geometry, epilogue),
        _ => ProductConvTranspose.Create(width, windows, geometry, epilogue),
    };

    public static Kernel BindWeightGradient(ConvGeometry geometry, ConvWindows windows, bool exchanged, VectorWidth width)
    {
        var (inputs, outputs) = (windows.InputChannels, windows.Output.C);
        return IsDepthwise(geometry, inputs, outputs) ? DepthwiseConvWeightGradient.Create(width, ByChannel(windows), geometry)
            : WinogradConv.Refusal(geometry, inputs, outputs, new(windows.Output.D, windows.Output.H, windows.Output.W)) is null ? WinogradWeightGradient.Create(width, windows, geometry, exchanged ? WeightOrder.Transposed : WeightOrder.AsStored)
            : Kernels.ConvWeightGradient.Create(width, windows, geometry, exchanged);
    }

    /// <summary>Weights [(kD,) kH, kW, A, B] as kernels see them: [kD, kH, kW, A, B].</summary>
    public static Window Taps(Window weights, Shape shape) =>
        shape.Rank == 5 ? weights : weights.Reshaped(1, shape[0], shape[1], shape[2], shape[3]);

    private static bool IsDepthwise(ConvGeometry geometry, int inputs, int outputs) => geometry.Groups > 1 && geometry.Groups == inputs && inputs == outputs;

    // [.., 1, C] and, exchanged, [.., C, 1] are the same numbers in the same order.
    private static ConvWindows ByChannel(ConvWindows windows)
    {
        var weights = windows.Weights;
        return windows with { Weights = weights.Reshaped(weights.N, weights.D, weights.H, 1, weights.W * weights.C) };
    }

    // A transposed convolution of stride 1 is a convolution with its taps turned round, padded with what is left of the kernel.
    private static ConvGeometry Turned(ConvGeometry geometry)
    {
        static int Rest(int kernel, int dilation, int pad) => (dilation * (kernel - 1)) - pad;
        Triple Pad(Triple pad) => new(
            Rest(geometry.Kernel.D, geometry.Dilation.D, pad.D), Rest(geometry.Kernel.H, geometry.Dilation.H, pad.H), Rest(geometry.Kernel.W, geometry.Dilation.W, pad.W));
        return geometry with { PadBefore = Pad(geometry.PadBefore), PadAfter = Pad(geometry.PadAfter) };
    }
}
