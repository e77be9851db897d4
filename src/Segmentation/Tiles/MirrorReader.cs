using UNetSharp.Imaging;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>One row of an image [W, C].</summary>
/// <param name="z">Its plane.</param>
/// <param name="y">Its row in the plane.</param>
public delegate ReadOnlySpan<float> SampleRow(int z, int y);

/// <summary>An image that goes on as in a mirror: … c b | a b c d | c b a …, without the edge twice, again and again however far.</summary>
/// <remarks>The extrapolation of Ronneberger et al. 2015 for the context that tiles lack at the border.</remarks>
/// <param name="extent">The image [D, H, W].</param>
/// <param name="channels">Samples a pixel.</param>
/// <param name="row">Its rows; only those are asked for that a window, mirrored, needs.</param>
public sealed class MirrorReader(Triple extent, int channels, SampleRow row) : TileReader
{
    /// <summary>An image in memory.</summary>
    /// <param name="samples">[D, H, W, C].</param>
    /// <param name="extent">D, H, W.</param>
    /// <param name="channels">C.</param>
    /// <exception cref="ArgumentException">The samples do not fill the extent.</exception>
    public MirrorReader(float[] samples, Triple extent, int channels)
        : this(extent, channels, (z, y) => samples.AsSpan(((z * extent.H) + y) * extent.W * channels, extent.W * channels))
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Length != extent.Places * channels) throw new ArgumentException($"MirrorReader: {samples.Length} samples do not fill {extent} with {channels} channels.", nameof(samples));
    }

    /// <inheritdoc/>
    public override int Channels => channels;

    /// <inheritdoc/>
    public override void Read(Triple start, Triple size, Span<float> target)
    {
        RequireLength(size, target.Length);
        for (var z = 0; z < size.D; z++)
        {
            for (var y = 0; y < size.H; y++)
            {
                var source = row(Border.Mirror.Inside(start.D + z, extent.D), Border.Mirror.Inside(start.H + y, extent.H));
                ReadRow(source, start.W, target.Slice(((z * size.H) + y) * size.W * channels, size.W * channels));
            }
        }
    }

    private void ReadRow(ReadOnlySpan<float> source, int start, Span<float> target)
    {
        // What lies inside is one copy; only the mirrored ends go pixel by pixel.
        var width = target.Length / channels;
        var first = Math.Clamp(-start, 0, width);
        var end = Math.Clamp(extent.W - start, first, width);
        for (var x = 0; x < first; x++) Pixel(source, x, start, target);
        if (end > first) source.Slice((start + first) * channels, (end - first) * channels).CopyTo(target[(first * channels)..]);
        for (var x = end; x < width; x++) Pixel(source, x, start, target);
    }

    private void Pixel(ReadOnlySpan<float> source, int x, int start, Span<float> target) =>
        source.Slice(Border.Mirror.Inside(start + x, extent.W) * channels, channels).CopyTo(target.Slice(x * channels, channels));
}
