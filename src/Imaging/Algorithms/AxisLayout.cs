namespace UNetSharp.Imaging;

/// <summary>A grid as seen along one axis: [Outer, Length, Inner], where neighbours on the axis lie Inner samples apart.</summary>
internal readonly record struct AxisLayout(int Outer, int Length, int Inner)
{
    public AxisLayout(Extent extent, int axis) : this(
        axis switch { 0 => 1, 1 => extent.Depth, _ => extent.Depth * extent.Height },
        extent[axis],
        axis switch { 0 => extent.Height * extent.Width, 1 => extent.Width, _ => 1 })
    {
    }
}
