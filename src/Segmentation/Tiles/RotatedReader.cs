using UNetSharp.Imaging;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>An image turned in its plane about its middle, with bilinear interpolation, going on as in a mirror beyond its borders.</summary>
/// <remarks>The canvas of the turned image is the smallest that holds all of it; multiples of 90° need no interpolation and are exact.</remarks>
internal sealed class RotatedReader : TileReader
{
    private readonly float[] _samples;
    private readonly Triple _extent;
    private readonly double _cosine, _sine;

    /// <summary>Turns an image.</summary>
    /// <param name="samples">[D, H, W, C].</param>
    /// <param name="extent">D, H, W.</param>
    /// <param name="channels">C.</param>
    /// <param name="degrees">By how much, from the width axis towards the height axis.</param>
    public RotatedReader(float[] samples, Triple extent, int channels, double degrees)
    {
        (_samples, _extent, Channels) = (samples, extent, channels);
        // Exact at right angles, where Math.Cos leaves 6e-17 and the canvas would grow by a pixel.
        (_cosine, _sine) = (degrees % 360) switch
        {
            0 => (1, 0),
            90 => (0, 1),
            180 => (-1, 0),
            270 => (0, -1),
            var turn => (Math.Cos(turn * Math.PI / 180), Math.Sin(turn * Math.PI / 180)),
        };
        Canvas = new(
            extent.D,
            (int)Math.Ceiling((Math.Abs(_sine) * extent.W) + (Math.Abs(_cosine) * extent.H)),
            (int)Math.Ceiling((Math.Abs(_cosine) * extent.W) + (Math.Abs(_sine) * extent.H)));
    }

    /// <inheritdoc/>
    public override int Channels { get; }

    /// <summary>The extent of the turned image.</summary>
    public Triple Canvas { get; }

    /// <inheritdoc/>
    public override void Read(Triple start, Triple size, Span<float> target)
    {
        RequireLength(size, target.Length);
        var at = 0;
        for (var z = 0; z < size.D; z++)
        {
            var plane = Border.Mirror.Inside(start.D + z, _extent.D);
            for (var y = 0; y < size.H; y++)
            {
                for (var x = 0; x < size.W; x++, at += Channels)
                {
                    // From the canvas back to the image: turn by −degrees about the two middles.
                    var (dy, dx) = (start.H + y - ((Canvas.H - 1) / 2.0), start.W + x - ((Canvas.W - 1) / 2.0));
                    Add(_samples, _extent, plane, (_cosine * dy) - (_sine * dx) + ((_extent.H - 1) / 2.0), (_sine * dy) + (_cosine * dx) + ((_extent.W - 1) / 2.0), 1, target.Slice(at, Channels), fresh: true);
                }
            }
        }
    }

    /// <summary>Turns results on the canvas back and adds them to results on the image.</summary>
    /// <param name="canvas">[D, H', W', K] on <see cref="Canvas"/>.</param>
    /// <param name="weight">What to multiply them with.</param>
    /// <param name="target">[D, H, W, K] on the image.</param>
    public void AddBack(float[] canvas, float weight, float[] target)
    {
        var classes = target.Length / (int)_extent.Places;
        var at = 0;
        for (var z = 0; z < _extent.D; z++)
        {
            for (var y = 0; y < _extent.H; y++)
            {
                for (var x = 0; x < _extent.W; x++, at += classes)
                {
                    var (dy, dx) = (y - ((_extent.H - 1) / 2.0), x - ((_extent.W - 1) / 2.0));
                    Add(canvas, Canvas, z, (_cosine * dy) + (_sine * dx) + ((Canvas.H - 1) / 2.0), (_cosine * dx) - (_sine * dy) + ((Canvas.W - 1) / 2.0), weight, target.AsSpan(at, classes), fresh: false);
                }
            }
        }
    }

    // Bilinear: the four pixels about (y, x), mirrored at the border.
    private static void Add(float[] image, Triple extent, int plane, double y, double x, float weight, Span<float> pixel, bool fresh)
    {
        var (top, left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        var (down, right) = ((float)(y - top), (float)(x - left));
        if (fresh) pixel.Clear();
        for (var corner = 0; corner < 4; corner++)
        {
            var (below, beside) = (corner >> 1, corner & 1);
            var share = weight * (below == 1 ? down : 1 - down) * (beside == 1 ? right : 1 - right);
            if (share == 0) continue;
            var row = (plane * extent.H) + Border.Mirror.Inside(top + below, extent.H);
            var source = image.AsSpan(((row * extent.W) + Border.Mirror.Inside(left + beside, extent.W)) * pixel.Length, pixel.Length);
            for (var channel = 0; channel < pixel.Length; channel++) pixel[channel] += share * source[channel];
        }
    }
}
