namespace UNetSharp.Kernels;

/// <summary>Max pooling, and its gradient.</summary>
public static class MaxPooling
{
    /// <summary>y[o] = the largest x in window o, channel by channel; NaN where the window holds one.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output.</param>
    /// <param name="geometry">The windows.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The output has not the extents that the geometry gives.</exception>
    public static Kernel Forward(Window x, Window y, PoolGeometry geometry, VectorWidth width)
    {
        Check(x, y, geometry);
        return width switch
        {
            VectorWidth.Bits512 => new MaxPoolForward<Lane512>(x, y, geometry),
            VectorWidth.Bits256 => new MaxPoolForward<Lane256>(x, y, geometry),
            VectorWidth.Bits128 => new MaxPoolForward<Lane128>(x, y, geometry),
            _ => new MaxPoolForward<Lane1>(x, y, geometry),
        };
    }

    /// <summary>dx[i] = Σ dy[o] over the windows o whose first maximum, in row-major order of the window, is at i.</summary>
    /// <remarks>The maxima are found again from the input: keeping them would take a quarter of its memory, finding them costs no memory traffic that the gradient would not have anyway.</remarks>
    /// <param name="x">Input of the pooling.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="dx">Gradient of its input; every number is written.</param>
    /// <param name="geometry">The windows.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The extents do not fit together.</exception>
    public static Kernel Gradient(Window x, Window dy, Window dx, PoolGeometry geometry, VectorWidth width)
    {
        Check(x, dy, geometry);
        if ((x.N, x.D, x.H, x.W, x.C) != (dx.N, dx.D, dx.H, dx.W, dx.C))
        {
            throw new ArgumentException($"Max pooling: the gradient {dx} has not the input's extents {x}.");
        }

        return width switch
        {
            VectorWidth.Bits512 => Gradient<Lane512>(x, dy, dx, geometry),
            VectorWidth.Bits256 => Gradient<Lane256>(x, dy, dx, geometry),
            VectorWidth.Bits128 => Gradient<Lane128>(x, dy, dx, geometry),
            _ => Gradient<Lane1>(x, dy, dx, geometry),
        };
    }

    private static Kernel Gradient<TLane>(Window x, Window dy, Window dx, PoolGeometry geometry) where TLane : unmanaged, ILane<TLane> =>
        geometry.Disjoint ? new MaxPoolGradient<TLane>(x, dy, dx, geometry) : new OverlappingMaxPoolGradient<TLane>(x, dy, dx, geometry);

    private static void Check(Window x, Window y, PoolGeometry geometry)
    {
        geometry.Check("Max pooling");
        var expected = geometry.Output(new(x.D, x.H, x.W));
        if (new Triple(y.D, y.H, y.W) != expected || x.N != y.N || x.C != y.C || expected.Product == 0)
        {
            throw new ArgumentException($"Max pooling: windows of {geometry.Kernel} every {geometry.Stride} on {x} give {expected}; the output is {y}.");
        }
    }
}
