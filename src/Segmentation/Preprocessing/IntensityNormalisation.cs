using System.Globalization;

namespace UNetSharp.Segmentation;

/// <summary>How intensities are brought to the scale that a network was trained on, each channel by itself; written to and read from a model's metadata as text.</summary>
/// <remarks>
/// The text forms are <c>none</c>, <c>z-score</c>, <c>z-score-nonzero</c>, <c>min-max</c>, <c>percentiles 1 99.8</c>, <c>divide 255</c> and
/// <c>fixed MEAN DEVIATION LOWER UPPER</c>. A channel whose samples are all equal becomes 0 by the methods that measure the image.
/// </remarks>
public sealed record IntensityNormalisation
{
    // nnU-Net's floor: below it an image counts as constant.
    private const double LeastDeviation = 1e-8;

    private static readonly (string Name, NormalisationMethod Method, int Numbers)[] Forms =
    [
        ("none", NormalisationMethod.None, 0),
        ("z-score", NormalisationMethod.ZScore, 0),
        ("z-score-nonzero", NormalisationMethod.ZScoreNonzero, 0),
        ("min-max", NormalisationMethod.MinMax, 0),
        ("percentiles", NormalisationMethod.Percentiles, 2),
        ("divide", NormalisationMethod.Divide, 1),
        ("fixed", NormalisationMethod.Fixed, 4),
    ];

    private readonly double _a, _b, _c, _d;

    private IntensityNormalisation(NormalisationMethod method, double a = 0, double b = 0, double c = 0, double d = 0) =>
        (Method, _a, _b, _c, _d) = (method, a, b, c, d);

    /// <summary>Values stay as they are.</summary>
    public static IntensityNormalisation None { get; } = new(NormalisationMethod.None);

    /// <summary>(x − mean) / standard deviation of the image: the default, and nnU-Net's for everything but CT.</summary>
    public static IntensityNormalisation ZScore { get; } = new(NormalisationMethod.ZScore);

    /// <summary>Z-score over the samples that are not 0, which alone are changed: for scans cropped to a body or a brain.</summary>
    /// <remarks>nnU-Net also counts zeros that are enclosed by the object; here they stay 0.</remarks>
    public static IntensityNormalisation ZScoreNonzero { get; } = new(NormalisationMethod.ZScoreNonzero);

    /// <summary>(x − least) / (greatest − least) of the image.</summary>
    public static IntensityNormalisation MinMax { get; } = new(NormalisationMethod.MinMax);

    /// <summary>x / 255: bytes become 0..1.</summary>
    public static IntensityNormalisation Bytes { get; } = Divide(255);

    /// <summary>How it is done.</summary>
    public NormalisationMethod Method { get; }

    /// <summary>(x − p(low)) / (p(high) − p(low)) with percentiles p of the image, as numpy.percentile interpolates them; robust against hot pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ low &lt; high ≤ 100.</exception>
    public static IntensityNormalisation Percentiles(double low, double high)
    {
        if (!(low >= 0 && low < high && high <= 100)) throw new ArgumentOutOfRangeException(nameof(low), Invariant($"IntensityNormalisation: percentiles are 0 to 100 and the lower comes first, not {low} and {high}."));
        return new(NormalisationMethod.Percentiles, low, high);
    }

    /// <summary>x / number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive and finite.</exception>
    public static IntensityNormalisation Divide(double number)
    {
        if (!(number > 0) || double.IsInfinity(number)) throw new ArgumentOutOfRangeException(nameof(number), Invariant($"IntensityNormalisation: values can't be divided by {number}; 255 suits bytes, 65535 words."));
        return new(NormalisationMethod.Divide, number);
    }

    /// <summary>(clamp(x, lower, upper) − mean) / deviation, with numbers measured once over a data set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is not positive, a number is not finite, or the limits are exchanged.</exception>
    public static IntensityNormalisation Fixed(double mean, double deviation, double lower, double upper)
    {
        if (!(deviation > 0) || !(lower <= upper) || !double.IsFinite(mean) || double.IsInfinity(deviation))
            throw new ArgumentOutOfRangeException(nameof(deviation), Invariant($"IntensityNormalisation: fixed needs a finite mean, a positive deviation and a lower limit below the upper, not {mean}, {deviation}, {lower}, {upper}."));
        return new(NormalisationMethod.Fixed, mean, deviation, lower, upper);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is none of the forms that the remarks list.</exception>
    public static IntensityNormalisation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var (name, method, count) in Forms)
        {
            if (words.Length != count + 1 || words[0] != name) continue;
            var numbers = new double[count];
            for (var i = 0; i < count; i++)
            {
                if (!double.TryParse(words[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                    throw new FormatException($"IntensityNormalisation: \"{words[i + 1]}\" in \"{text}\" is not a number.");
            }

            return method switch
            {
                NormalisationMethod.Percentiles => Percentiles(numbers[0], numbers[1]),
                NormalisationMethod.Divide => Divide(numbers[0]),
                NormalisationMethod.Fixed => Fixed(numbers[0], numbers[1], numbers[2], numbers[3]),
                _ => new(method),
            };
        }

        throw new FormatException($"IntensityNormalisation: \"{text}\" is not known; known are none, z-score, z-score-nonzero, min-max, percentiles LOW HIGH, divide NUMBER and fixed MEAN DEVIATION LOWER UPPER.");
    }

    /// <summary>What this normalisation does to a channel, after a look at its samples.</summary>
    /// <param name="samples">The image, channels last.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="channel">Which channel is meant.</param>
    public IntensityMap Measure(ReadOnlySpan<float> samples, int channels = 1, int channel = 0)
    {
        switch (Method)
        {
            case NormalisationMethod.None:
                return IntensityMap.Identity;
            case NormalisationMethod.Divide:
                return IntensityMap.Identity with { Scale = (float)(1 / _a) };
            case NormalisationMethod.Fixed:
                return new((float)_c, (float)_d, (float)_a, (float)(1 / _b));
            case NormalisationMethod.ZScore or NormalisationMethod.ZScoreNonzero:
                var nonzero = Method == NormalisationMethod.ZScoreNonzero;
                var (mean, deviation) = ChannelStatistics.MeanAndDeviation(samples, channels, channel, nonzero);
                return IntensityMap.Identity with { Centre = (float)mean, Scale = (float)(1 / Math.Max(deviation, LeastDeviation)), KeepZeros = nonzero };
            default:
                var (low, high) = Method == NormalisationMethod.MinMax
                    ? ChannelStatistics.Limits(samples, channels, channel)
                    : ChannelStatistics.Percentiles(samples, channels, channel, _a, _b);
                return IntensityMap.Identity with { Centre = (float)low, Scale = high > low ? (float)(1 / (high - low)) : 1 };
        }
    }

    /// <summary>Normalises every channel in place.</summary>
    /// <param name="samples">The image, channels last.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <exception cref="ArgumentException">The samples are no whole number of pixels.</exception>
    public void Apply(Span<float> samples, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (samples.Length % channels != 0) throw new ArgumentException($"IntensityNormalisation: {samples.Length} samples are no whole number of pixels of {channels} channels.", nameof(samples));
        for (var channel = 0; channel < channels; channel++)
        {
            var map = Measure(samples, channels, channel);
            if (map == IntensityMap.Identity) continue;
            for (var i = channel; i < samples.Length; i += channels) samples[i] = map.Of(samples[i]);
        }
    }

    /// <summary>The text form, which <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var (name, _, count) = Array.Find(Forms, form => form.Method == Method);
        ReadOnlySpan<double> numbers = [_a, _b, _c, _d];
        foreach (var number in numbers[..count]) name += " " + number.ToString("R", CultureInfo.InvariantCulture);
        return name;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
