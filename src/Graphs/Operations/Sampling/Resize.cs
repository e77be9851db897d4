using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>How a resized image takes its numbers from the old one.</summary>
public enum ResizeMode
{
    /// <summary>The sample at or in front of the position.</summary>
    Nearest,

    /// <summary>Between the two samples next to the position, on each axis: bilinear in images, trilinear in volumes.</summary>
    Linear,

    /// <summary>A cubic through the four samples around the position, on each axis (<see cref="AxisMap.Cubic"/>): bicubic in images.</summary>
    Cubic,
}

/// <summary>Images and volumes with other spatial extents.</summary>
/// <param name="Mode">Nearest, linear or cubic.</param>
/// <param name="Output">The new extents.</param>
/// <param name="AlignCorners">Linear and cubic: whether the outermost samples lie on one another (position o·(n − 1)/(m − 1)), else samples are areas (position (o + ½)·step − ½, of linear not below 0).</param>
/// <param name="Steps">Input samples for each output sample on each axis; null for n/m, which a factor that is no whole number misses.</param>
public sealed record Resize(ResizeMode Mode, Triple Output, bool AlignCorners = false, (double D, double H, double W)? Steps = null) : GatherOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Output is { D: > 0, H: > 0, W: > 0 } ? inputs[0].WithSpatial(Output, inputs[0].Channels)
        : throw new ArgumentException($"Resize: {inputs[0]} to {Output}; each axis must keep at least one sample.");

    /// <inheritdoc/>
    public override (AxisMap D, AxisMap H, AxisMap W) Maps(Shape input)
    {
        var x = input.Spatial;
        return (Map(x.D, Output.D, Steps?.D), Map(x.H, Output.H, Steps?.H), Map(x.W, Output.W, Steps?.W));
    }

    private AxisMap Map(int inputs, int outputs, double? step) => Mode switch
    {
        ResizeMode.Nearest => AxisMap.Nearest(inputs, outputs, step),
        ResizeMode.Cubic => AxisMap.Cubic(inputs, outputs, AlignCorners, step),
        _ => AxisMap.Linear(inputs, outputs, AlignCorners, step),
    };
}

/// <summary>Resizing of values.</summary>
public static class ResizeExtension
{
    extension(Value x)
    {
        /// <summary>The value with other spatial extents. PyTorch: <c>interpolate(size=…)</c> with mode "nearest", "bilinear", "trilinear" or "bicubic". Axes that the value has not are ignored.</summary>
        /// <exception cref="ArgumentException">An extent is below 1.</exception>
        public Value Resize(Triple size, ResizeMode mode = ResizeMode.Linear, bool alignCorners = false)
        {
            size = x.Shape.OnOwnAxes(size, 1);
            return size == x.Shape.Spatial ? x : x.Graph.Add(new Resize(mode, size, alignCorners), x);
        }

        /// <summary>The value enlarged <paramref name="factor"/> times on every spatial axis. PyTorch: <c>interpolate(scale_factor=…)</c>.</summary>
        /// <exception cref="ArgumentException">No sample would be left.</exception>
        public Value Upsample(double factor, ResizeMode mode = ResizeMode.Linear, bool alignCorners = false) => x.Upsample((factor, factor, factor), mode, alignCorners);

        /// <summary>The value enlarged by a factor for each spatial axis; the new extents are ⌊n·factor⌋. Axes that the value has not are ignored.</summary>
        /// <exception cref="ArgumentException">No sample would be left.</exception>
        public Value Upsample((double D, double H, double W) factors, ResizeMode mode = ResizeMode.Linear, bool alignCorners = false)
        {
            var (spatial, rank) = (x.Shape.Spatial, x.Shape.SpatialRank);
            factors = (rank >= 3 ? factors.D : 1, rank >= 2 ? factors.H : 1, factors.W);
            var size = new Triple((int)(spatial.D * factors.D), (int)(spatial.H * factors.H), (int)(spatial.W * factors.W));
            return size == spatial && factors == (1, 1, 1) ? x : x.Graph.Add(new Resize(mode, size, alignCorners, (1 / factors.D, 1 / factors.H, 1 / factors.W)), x);
        }
    }
}
