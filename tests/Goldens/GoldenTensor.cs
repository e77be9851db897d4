using System.Collections.Immutable;
using UNetSharp.ModelFiles;

namespace UNetSharp.Goldens;

/// <summary>A tensor of a golden: its shape and its values, in the golden's order of axes or in ours.</summary>
public sealed class GoldenTensor
{
    private readonly Lazy<float[]> values;
    private readonly Func<double[]> doubles;
    private readonly Func<long[]> integers;

    internal GoldenTensor(NamedTensor tensor)
    {
        Shape = tensor.Shape;
        values = new(tensor.ToFloats);
        (doubles, integers) = (tensor.ToDoubles, tensor.ToInt64s);
    }

    private GoldenTensor(GoldenTensor source, ImmutableArray<int> axes)
    {
        Shape = AxisOrder.Permute(source.Shape.AsSpan(), axes.AsSpan());
        values = new(() => Permuted(source.Values, source.Shape, axes));
        doubles = () => Permuted(source.ToDoubles(), source.Shape, axes);
        integers = () => Permuted(source.ToInt64s(), source.Shape, axes);
    }

    /// <summary>The extents; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The values as float32, row-major.</summary>
    public float[] Values => values.Value;

    /// <summary>The only value of a scalar.</summary>
    public float Scalar => Values.Length == 1 ? Values[0] : throw new InvalidOperationException($"[{string.Join(", ", Shape)}] is no scalar.");

    /// <summary>The values as float64, row-major.</summary>
    public double[] ToDoubles() => doubles();

    /// <summary>The values of a tensor of integers or booleans, row-major.</summary>
    public long[] ToInt64s() => integers();

    /// <summary>The values of a tensor of labels, row-major.</summary>
    public int[] ToInt32s() => [.. integers().Select(value => checked((int)value))];

    /// <summary>Activations [N, C, H, W] → [N, H, W, C], or [N, C, D, H, W] → [N, D, H, W, C].</summary>
    public GoldenTensor ChannelsLast() => new(this, AxisOrder.ActivationToLast(Shape.Length));

    /// <summary>Convolution kernels [Cout, Cin, kH, kW] → [kH, kW, Cin, Cout], volumes likewise; linear weights [out, in] → [in, out].</summary>
    public GoldenTensor Kernel() => new(this, AxisOrder.KernelToLast(Shape.Length));

    /// <summary>Transposed convolution kernels [Cin, Cout, kH, kW] → [kH, kW, Cin, Cout], volumes likewise.</summary>
    public GoldenTensor TransposedKernel() => new(this, AxisOrder.TransposedKernelToLast(Shape.Length));

    private static T[] Permuted<T>(T[] source, ImmutableArray<int> shape, ImmutableArray<int> axes)
    {
        var permuted = new T[source.Length];
        AxisOrder.Permute<T>(source, shape.AsSpan(), axes.AsSpan(), permuted);
        return permuted;
    }
}
