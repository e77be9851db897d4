using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>The pictures of one sample in the size in which a page shows them.</summary>
internal sealed class Thumbnail
{
    private readonly Extent _whole, _shown;

    /// <summary>The size for a picture: its own, or with its longer side brought down to <paramref name="longest"/> pixels.</summary>
    public Thumbnail(int height, int width, int longest)
    {
        _whole = new(height, width);
        var scale = Math.Min(1, (double)longest / Math.Max(height, width));
        _shown = Resize.Scaled(_whole, PerAxis.Same(scale));
    }

    /// <summary>Rows shown.</summary>
    public int Height => _shown.Height;

    /// <summary>Columns shown.</summary>
    public int Width => _shown.Width;

    /// <summary>Whether fewer pixels are shown than there are.</summary>
    public bool IsReduced => _shown != _whole;

    /// <summary>The labels, the nearest one for each pixel shown.</summary>
    public int[] Labels(int[] labels) => IsReduced ? Resize.Nearest<int>(labels, _whole, _shown) : labels;

    /// <summary>The image for the eye, 8 bits, grey or RGB: of three channels taken as red, green and blue, of others the first.</summary>
    /// <remarks>
    /// Colours of 8 bits are shown as they are. All else is stretched so that the darkest and the brightest 0.2 % become black and white, as
    /// measurements rarely fill their range and a few hot pixels would leave the rest dark.
    /// </remarks>
    public Image Shown(Image image)
    {
        var visible = NetworkChannels.Of(image);
        visible = visible.Channels is 1 or 3 ? visible : visible.SelectChannels(0);
        var samples = visible.ToFloats();
        var (black, white) = visible.Channels == 3 && visible.SampleType == SampleType.UInt8 ? (0, 255) : Range(samples);
        var pixels = new byte[Height * Width * visible.Channels];
        for (var channel = 0; channel < visible.Channels; channel++)
        {
            var reduced = Reduced(Channel(samples, channel, visible.Channels));
            for (var i = 0; i < reduced.Length; i++)
            {
                var shade = 255 * (reduced[i] - black) / Math.Max(white - black, float.Epsilon);
                pixels[(i * visible.Channels) + channel] = float.IsNaN(shade) ? (byte)0 : (byte)Math.Clamp(shade + 0.5f, 0, 255);
            }
        }

        return new Image(pixels, Height, Width, visible.Channels);
    }

    // Smoothed by half of what one pixel will stand for, less its own half, as scikit-image does: otherwise fine texture turns into moiré.
    private float[] Reduced(float[] samples)
    {
        if (!IsReduced) return samples;
        var sigma = Math.Max(0, (((double)_whole.Width / _shown.Width) - 1) / 2);
        return Resize.To(GaussianFilter.Smooth(samples, _whole, PerAxis.Same(sigma)), _whole, _shown, new ResizeOptions());
    }

    private static float[] Channel(float[] samples, int channel, int channels)
    {
        if (channels == 1) return samples;
        var one = new float[samples.Length / channels];
        for (var i = 0; i < one.Length; i++) one[i] = samples[(i * channels) + channel];
        return one;
    }

    private static (float Black, float White) Range(float[] samples)
    {
        var sorted = Array.FindAll(samples, float.IsFinite);
        if (sorted.Length == 0) return (0, 1);
        Array.Sort(sorted);
        var beyond = sorted.Length / 500;
        return (sorted[beyond], sorted[sorted.Length - 1 - beyond]);
    }
}
