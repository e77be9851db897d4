using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Pictures of one height side by side, for people to look at.</summary>
public static class Montage
{
    /// <summary>One picture of several, 8 bits RGB, with white between them.</summary>
    /// <param name="pictures">8 bits, grey or RGB, of one height and one plane.</param>
    /// <param name="gap">Columns of white between two.</param>
    /// <exception cref="ArgumentException">There is none, or they differ in height, or one is not 8 bits grey or RGB.</exception>
    public static Image Row(IReadOnlyList<Image> pictures, int gap = 6)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (pictures.Count == 0) throw new ArgumentException("Montage: there must be a picture.", nameof(pictures));
        var height = pictures[0].Height;
        var width = pictures.Sum(picture => picture.Width) + (gap * (pictures.Count - 1));
        var pixels = new byte[checked(height * width * 3)];
        Array.Fill(pixels, byte.MaxValue);
        var left = 0;
        foreach (var picture in pictures)
        {
            if (picture.Depth != 1 || picture.Height != height || picture.SampleType != SampleType.UInt8 || picture.Channels is not (1 or 3))
                throw new ArgumentException($"Montage: pictures are one plane of 8 bits, grey or RGB, {height} pixels high as the first is; this one is {picture}.", nameof(pictures));
            var samples = picture.Samples<byte>();
            for (var i = 0; i < height * picture.Width; i++)
            {
                var to = 3 * (((i / picture.Width) * width) + left + (i % picture.Width));
                for (var channel = 0; channel < 3; channel++) pixels[to + channel] = samples[(i * picture.Channels) + (picture.Channels == 3 ? channel : 0)];
            }

            left += picture.Width + gap;
        }

        return new Image(pixels, height, width, 3);
    }
}
