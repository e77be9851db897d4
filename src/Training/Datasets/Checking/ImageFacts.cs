using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>What one image holds.</summary>
/// <param name="Extent">Its extent.</param>
/// <param name="Channels">The channels that a network sees.</param>
/// <param name="Spacing">The distance of its pixels.</param>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
/// <param name="NotFinite">Samples that are NaN or infinite.</param>
internal sealed record ImageFacts(Extent Extent, int Channels, Spacing Spacing, float Least, float Greatest, int NotFinite)
{
    /// <summary>Looks through an image.</summary>
    public static ImageFacts Of(Image image, ReadOnlySpan<float> samples)
    {
        var (least, greatest, notFinite) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        foreach (var sample in samples)
        {
            if (!float.IsFinite(sample))
            {
                notFinite++;
                continue;
            }

            least = Math.Min(least, sample);
            greatest = Math.Max(greatest, sample);
        }

        return new(new Extent(image.Depth, image.Height, image.Width), image.Channels, image.Spacing, least, greatest, notFinite);
    }

    /// <summary>Pearson's correlation of the image's mean over channels with the numbers of a mask of the same size: 1 for a copy, −1 for a negative; 0 if either is constant.</summary>
    public static double Correlation(ReadOnlySpan<float> samples, int channels, ReadOnlySpan<int> numbers)
    {
        double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            double x = 0, y = numbers[i];
            for (var c = 0; c < channels; c++) x += samples[(i * channels) + c];
            (a, b, aa, bb, ab) = (a + x, b + y, aa + (x * x), bb + (y * y), ab + (x * y));
        }

        var n = (double)numbers.Length;
        var (varianceA, varianceB) = (aa - (a * a / n), bb - (b * b / n));
        return varianceA > 0 && varianceB > 0 ? (ab - (a * b / n)) / Math.Sqrt(varianceA * varianceB) : 0;
    }
}
