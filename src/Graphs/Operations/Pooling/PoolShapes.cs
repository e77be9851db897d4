using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The shape rule that all poolings share.</summary>
internal static class PoolShapes
{
    /// <summary>The geometry on the axes that the shape has.</summary>
    public static PoolGeometry Geometry(Shape x, Triple kernel, Triple? stride, Triple padding, bool ceil) =>
        new(x.OnOwnAxes(kernel, 1), x.OnOwnAxes(stride ?? kernel, 1), x.OnOwnAxes(padding, 0), ceil);

    /// <summary>The shape of the windows' results.</summary>
    /// <exception cref="ArgumentException">No window fits.</exception>
    public static Shape Output(string name, PoolGeometry geometry, Shape x)
    {
        geometry.Check(name);
        var output = geometry.Output(x.Spatial);
        return output.Product > 0 ? x.WithSpatial(output, x.Channels)
            : throw new ArgumentException($"{name}: a window of {geometry.Kernel} does not fit into {x}: use a larger input, a smaller window, or pool fewer times.");
    }
}

/// <summary>Numbers for each spatial axis.</summary>
internal static class SpatialAxes
{
    extension(Shape shape)
    {
        /// <summary>The same numbers, but for the axes that the shape has not.</summary>
        public Triple OnOwnAxes(Triple numbers, int otherwise) => new(
            shape.SpatialRank >= 3 ? numbers.D : otherwise,
            shape.SpatialRank >= 2 ? numbers.H : otherwise,
            shape.SpatialRank >= 1 ? numbers.W : otherwise);
    }
}
