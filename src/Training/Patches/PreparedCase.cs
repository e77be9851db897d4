using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>A case as patches are cut from it: normalised, labelled, weighed.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Extent">Its extent.</param>
/// <param name="Spacing">The distance of its pixels.</param>
/// <param name="Image">The normalised image [D, H, W, C], or the coefficients of the spline through it.</param>
/// <param name="Ranges">The intensities of each channel.</param>
/// <param name="Labels">The class of each pixel; 0 where it is ignored, and there its weight is 0.</param>
/// <param name="Weights">The weight of each pixel; null if all weigh 1.</param>
/// <param name="WeightsAreSharp">Whether weights are not to be mixed with their neighbours', since some are ignored.</param>
/// <param name="Places">For each class but 0 that occurs, pixels of it.</param>
internal sealed record PreparedCase(string Name, Extent Extent, PerAxis Spacing, float[] Image, ChannelRange[] Ranges, int[] Labels, float[]? Weights, bool WeightsAreSharp, int[][] Places)
{
    /// <summary>Samples a pixel.</summary>
    public int Channels => Ranges.Length;

    /// <summary>The memory that it takes.</summary>
    public long Bytes => (4L * Image.Length) + (4L * Labels.Length) + (4L * (Weights?.Length ?? 0)) + Places.Sum(places => 4L * places.Length);
}
