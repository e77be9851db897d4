namespace UNetSharp.Imaging;

/// <summary>One number for each axis of a grid: a spacing in millimetres, a sigma in samples, a factor of zoom.</summary>
/// <param name="Depth">Axis 0, between slices; ignored by most operations where the grid is an image.</param>
/// <param name="Height">Axis 1, between rows.</param>
/// <param name="Width">Axis 2, between columns.</param>
public readonly record struct PerAxis(double Depth, double Height, double Width)
{
    /// <summary>1 on every axis.</summary>
    public static PerAxis One { get; } = new(1, 1, 1);

    /// <summary>Numbers for an image; the depth axis gets 1.</summary>
    public PerAxis(double height, double width) : this(1, height, width)
    {
    }

    /// <summary>The same number on every axis.</summary>
    public static PerAxis Same(double value) => new(value, value, value);

    /// <summary>The number of an axis: 0 depth, 1 height, 2 width.</summary>
    public double this[int axis] => axis switch
    {
        0 => Depth,
        1 => Height,
        2 => Width,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "PerAxis: axes are 0 (depth), 1 (height) and 2 (width)."),
    };

    /// <summary>Refuses numbers that are not positive and finite, as spacings and factors must be.</summary>
    /// <exception cref="ArgumentException">A number is zero, negative, infinite or NaN.</exception>
    public void RequirePositive(string what)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (!(this[axis] > 0) || double.IsInfinity(this[axis]))
                throw new ArgumentException($"{what} must be positive and finite on every axis, but it is {Depth} x {Height} x {Width}.");
        }
    }
}
