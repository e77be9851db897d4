using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Where a prediction is right and where it errs, in colour over the image in grey.</summary>
/// <remarks>
/// The colours are of M. Okabe and K. Ito's set (https://jfly.uni-koeln.de/color/), which the colour-blind can tell apart. Errors are drawn strongly, what is right faintly.
/// </remarks>
internal static class ErrorPicture
{
    /// <summary>What a pixel can be, in the order of <see cref="Legend"/>.</summary>
    public enum Verdict
    {
        /// <summary>Background, and said to be so.</summary>
        Background,

        /// <summary>Of a class, and said to be of it (true positive).</summary>
        Right,

        /// <summary>Background, but said to be of a class (false positive).</summary>
        TooMuch,

        /// <summary>Of a class, but said to be background (false negative).</summary>
        Missed,

        /// <summary>Of a class, but said to be of another.</summary>
        OtherClass,

        /// <summary>Not to be judged.</summary>
        Ignored,
    }

    // 256 indices hold 6 verdicts in 42 shades of grey each.
    private const int Shades = 42;

    /// <summary>Colour, opacity and words of each verdict.</summary>
    public static IReadOnlyList<(Colour Colour, double Opacity, string Words)> Legend { get; } =
    [
        (Colour.Black, 0, "background"),
        (new(0, 158, 115), 0.4, "right (true positive)"),
        (new(230, 159, 0), 0.85, "too much (false positive)"),
        (new(86, 180, 233), 0.85, "missed (false negative)"),
        (new(204, 121, 167), 0.85, "wrong class"),
        (Colour.Black, 0.6, "not judged"),
    ];

    // Made of the legend, and so below it: fields are set in the order of the text.
    private static readonly Palette _palette = MakePalette();

    /// <summary>The verdict on a pixel.</summary>
    /// <param name="truth">Its true class; −1 where it is not known.</param>
    /// <param name="prediction">The class it was given.</param>
    public static Verdict Judge(int truth, int prediction) => (truth, prediction) switch
    {
        ( < 0, _) => Verdict.Ignored,
        (0, 0) => Verdict.Background,
        (0, _) => Verdict.TooMuch,
        (_, 0) => Verdict.Missed,
        _ => truth == prediction ? Verdict.Right : Verdict.OtherClass,
    };

    /// <summary>The picture, with a palette.</summary>
    /// <param name="shown">The image, 8 bits, grey or RGB.</param>
    /// <param name="truth">Class of each pixel.</param>
    /// <param name="prediction">Class of each pixel.</param>
    public static Image Draw(Image shown, int[] truth, int[] prediction)
    {
        var samples = shown.Samples<byte>();
        var pixels = new byte[truth.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var grey = shown.Channels == 1 ? samples[i] : (int)((0.299 * samples[3 * i]) + (0.587 * samples[(3 * i) + 1]) + (0.114 * samples[(3 * i) + 2]));
            pixels[i] = (byte)(((int)Judge(truth[i], prediction[i]) * Shades) + (grey * Shades / 256));
        }

        return new Image(pixels, shown.Height, shown.Width) { Palette = _palette };
    }

    private static Palette MakePalette()
    {
        var colours = new Colour[Legend.Count * Shades];
        for (var i = 0; i < colours.Length; i++)
        {
            var (colour, opacity, _) = Legend[i / Shades];
            var grey = i % Shades * 255 / (Shades - 1);
            colours[i] = new(Mixed(colour.R), Mixed(colour.G), Mixed(colour.B));

            byte Mixed(byte over) => (byte)((grey * (1 - opacity)) + (over * opacity));
        }

        return new Palette(colours);
    }
}
