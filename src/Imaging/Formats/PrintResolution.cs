namespace UNetSharp.Imaging.Formats;

/// <summary>What to make of the "resolution" that picture formats carry: sometimes the size of a pixel in the world, mostly a wish for the printer.</summary>
internal static class PrintResolution
{
    // No printer places 2,540 dots an inch (10 µm) from a raster, and programs put 72 to 1200 there by habit; a microscope's pixels are smaller than 10 µm.
    // Taking 72 dpi for 0.35 mm would be worse than knowing nothing: images would be resampled to fit one another.
    private const double CoarsestMeasured = 10e-6;

    /// <summary>The spacing that a resolution stands for, in µm; unknown when it is a printer's.</summary>
    public static Spacing ToSpacing(double pixelsPerMetreAcross, double pixelsPerMetreDown)
    {
        var (width, height) = (1 / pixelsPerMetreAcross, 1 / pixelsPerMetreDown);
        return width is > 0 and < CoarsestMeasured && height is > 0 and < CoarsestMeasured
            ? new Spacing(1e6 * Math.Max(width, height), 1e6 * height, 1e6 * width, "µm")
            : Spacing.Pixels;
    }
}
