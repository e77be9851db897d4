using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>The channels of a file as a network sees them, the same in training and in prediction.</summary>
public static class NetworkChannels
{
    /// <summary>The image without opacity, its palette resolved: to grey where every colour of the palette that occurs is grey, else to red, green and blue.</summary>
    /// <remarks>Opacity tells what to show, not what was measured; indices of a palette are names, not intensities.</remarks>
    public static Image Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Palette is not null)
        {
            var colours = image.ToRgb();
            return IsGrey(colours.Samples<byte>()) ? colours.SelectChannels(0) : colours;
        }

        if (!image.HasAlpha || image.Channels == 1) return image;
        Span<int> kept = stackalloc int[image.Channels - 1];
        for (var channel = 0; channel < kept.Length; channel++) kept[channel] = channel;
        return image.SelectChannels(kept);
    }

    private static bool IsGrey(ReadOnlySpan<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i += 3)
        {
            if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) return false;
        }

        return true;
    }
}
