using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Draws classes or objects in colour over the image, for people to look at.</summary>
public static class Overlay
{
    // Colours that colour-blind people can tell apart, of M. Okabe and K. Ito (https://jfly.uni-koeln.de/color/), the warm ones first.
    private static readonly Colour[] _distinct = [new(230, 159, 0), new(86, 180, 233), new(0, 158, 115), new(240, 228, 66), new(0, 114, 178), new(213, 94, 0), new(204, 121, 167)];

    /// <summary>A picture, 8 bits RGB, with each label's colour laid over the grey image; label 0 is left clear, and the rim of each label is drawn in its full colour.</summary>
    /// <param name="image">The image: of three channels taken as red, green and blue, of others the first. Its least and greatest sample become black and white.</param>
    /// <param name="labels">Classes or objects [D, H, W].</param>
    /// <param name="opacity">Of the colours, 0 to 1.</param>
    /// <exception cref="ArgumentException">The labels do not fill the image, or the opacity is out of range.</exception>
    public static Image Draw(Image image, ReadOnlySpan<int> labels, double opacity = 0.4)
    {
        ArgumentNullException.ThrowIfNull(image);
        var extent = new Extent(image.Depth, image.Height, image.Width);
        extent.RequireLength(labels.Length, "Overlay: the map of labels");
        if (!(opacity is >= 0 and <= 1)) throw new ArgumentException(FormattableString.Invariant($"Overlay: opacity is 0 to 1, not {opacity}."), nameof(opacity));
        var pixels = Grey(NetworkChannels.Of(image));
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0) continue;
            var colour = ColourOf(labels[i]);
            var share = IsRim(labels, i, extent) ? 1 : opacity;
            pixels[3 * i] = Mixed(pixels[3 * i], colour.R, share);
            pixels[(3 * i) + 1] = Mixed(pixels[(3 * i) + 1], colour.G, share);
            pixels[(3 * i) + 2] = Mixed(pixels[(3 * i) + 2], colour.B, share);
        }

        return image.WithSamples(pixels, 3);
    }

    /// <summary>The colour of a label from 1 on: seven distinct ones, then hues a golden angle apart.</summary>
    public static Colour ColourOf(int label)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(label, 1);
        if (label <= _distinct.Length) return _distinct[label - 1];

        // Steps of the golden angle never come near an earlier hue again; as the six edges of the colour cube a hue is a sixth of a turn each.
        var hue = label * 0.6180339887498949 % 1 * 6;
        return new(Edge(hue + 2), Edge(hue), Edge(hue + 4));

        static byte Edge(double turn) => (byte)Math.Round(255 * Math.Clamp(2 - Math.Abs((turn % 6) - 2), 0, 1));
    }

    private static byte Mixed(byte under, byte over, double share) => (byte)Math.Round((under * (1 - share)) + (over * share));

    // Whether a neighbour to the left, right, above or below has another label; the border of the image is no rim.
    private static bool IsRim(ReadOnlySpan<int> labels, int i, Extent extent)
    {
        var (x, y) = (i % extent.Width, i / extent.Width % extent.Height);
        return (x > 0 && labels[i - 1] != labels[i]) || (x < extent.Width - 1 && labels[i + 1] != labels[i])
            || (y > 0 && labels[i - extent.Width] != labels[i]) || (y < extent.Height - 1 && labels[i + extent.Width] != labels[i]);
    }

    private static byte[] Grey(Image image)
    {
        var samples = image.ToFloats();
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var sample in samples)
        {
            if (!float.IsFinite(sample)) continue;
            (least, greatest) = (Math.Min(least, sample), Math.Max(greatest, sample));
        }

        var scale = greatest > least ? 255 / (greatest - least) : 0;
        var pixels = new byte[checked(samples.Length / image.Channels * 3)];
        for (var i = 0; i < pixels.Length; i++)
        {
            var sample = samples[(i / 3 * image.Channels) + (image.Channels == 3 ? i % 3 : 0)];
            pixels[i] = float.IsNaN(sample) ? (byte)0 : (byte)Math.Clamp((sample - least) * scale, 0, 255);
        }

        return pixels;
    }
}
