namespace UNetSharp.Imaging;

/// <summary>How an image or a volume is resized.</summary>
/// <param name="Interpolation">How values between samples are found, within slices.</param>
/// <param name="AcrossSlices">The same along depth, where it differs: nearest is wise for slices much thicker than their pixels.</param>
/// <param name="Alignment">How the two grids lie over each other.</param>
/// <param name="Clip">Whether the result is kept between the least and the greatest input sample, which a cubic spline overshoots at edges (as skimage.transform.resize does; scipy.ndimage.zoom does not).</param>
public sealed record ResizeOptions(
    Interpolation Interpolation = Interpolation.Linear,
    Interpolation? AcrossSlices = null,
    GridAlignment Alignment = GridAlignment.Edges,
    bool Clip = true);
