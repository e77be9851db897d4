namespace UNetSharp.Imaging;

/// <summary>The distance between the centres of neighbouring samples along each axis, and its unit.</summary>
/// <param name="Depth">Between planes.</param>
/// <param name="Height">Between rows.</param>
/// <param name="Width">Between columns.</param>
/// <param name="Unit">"mm", "µm", …; "pixel" when the file does not say.</param>
public readonly record struct Spacing(double Depth, double Height, double Width, string Unit)
{
    /// <summary>One pixel along every axis: what is known of an image whose file says nothing of its size.</summary>
    public static Spacing Pixels { get; } = new(1, 1, 1, "pixel");

    /// <summary>Whether the distances are of the world, not of the grid.</summary>
    public bool IsPhysical => Unit != Pixels.Unit;

    /// <summary>The same distances in another unit of length.</summary>
    /// <param name="unit">One of nm, µm (or um, micron), mm, cm, m, inch.</param>
    /// <exception cref="InvalidOperationException">One of the two units is not a known length.</exception>
    public Spacing In(string unit)
    {
        var factor = Metres(Unit) / Metres(unit);
        return double.IsNaN(factor)
            ? throw new InvalidOperationException($"A spacing in \"{Unit}\" can't be told in \"{unit}\": known lengths are nm, µm, mm, cm, m and inch.")
            : new Spacing(Depth * factor, Height * factor, Width * factor, unit);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Depth:g6} x {Height:g6} x {Width:g6} {Unit}");

    // The two signs for micro (U+00B5 and the Greek U+03BC) look alike, and files hold both.
    private static double Metres(string unit) => unit switch
    {
        "nm" or "nanometer" => 1e-9,
        "\u00B5m" or "\u03BCm" or "um" or "micron" or "microns" or "micrometer" => 1e-6,
        "mm" or "millimeter" => 1e-3,
        "cm" or "centimeter" => 1e-2,
        "m" or "meter" => 1,
        "inch" or "in" => 0.0254,
        _ => double.NaN,
    };
}
