using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>Adds normal noise to pixels, eight for one call of the generator.</summary>
/// <remarks>
/// Sixteen random bits choose one of 65,536 quantiles of the normal distribution, (i + ½)/65536: for noise in images that is as good as a
/// logarithm and a cosine a pixel, and eight times as fast. The largest is 4.3 σ.
/// </remarks>
internal static class NormalNoise
{
    private const int Quantiles = 1 << 16;

    private static readonly Lazy<float[]> Table = new(MakeTable);

    /// <summary>Adds noise to a channel.</summary>
    /// <param name="samples">The patch, channels last.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="channel">Which.</param>
    /// <param name="deviation">The noise's standard deviation.</param>
    /// <param name="counter">The numbers' place: seed, stream and step.</param>
    public static void Add(Span<float> samples, int channels, int channel, float deviation, (ulong Seed, uint Stream, uint Step) counter)
    {
        var table = Table.Value;
        Span<uint> words = stackalloc uint[4];
        var pixels = samples.Length / channels;
        for (var first = 0; first < pixels; first += 8)
        {
            (words[0], words[1], words[2], words[3]) = Philox.Words(counter.Seed, Philox.Counter(counter.Stream, counter.Step, ((ulong)(uint)channel << 32) | (uint)(first / 8)));
            for (var k = 0; k < 8 && first + k < pixels; k++)
                samples[((first + k) * channels) + channel] += deviation * table[(ushort)(words[k / 2] >> (16 * (k % 2)))];
        }
    }

    /// <summary>The quantile of a probability between 0 and 1.</summary>
    internal static float Quantile(int i) => Table.Value[i];

    // Newton's method from the quantile before: z ← z − (Φ(z) − p)/φ(z). The upper half is the mirror image of the lower.
    private static float[] MakeTable()
    {
        var table = new float[Quantiles];
        var z = 0.0;
        for (var i = Quantiles / 2; i < Quantiles; i++)
        {
            var p = (i + 0.5) / Quantiles;
            for (var step = 0; step < 8; step++)
            {
                var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
                var change = (Distribution(z, density) - p) / density;
                z -= change;
                if (Math.Abs(change) < 1e-9) break;
            }

            table[i] = (float)z;
            table[Quantiles - 1 - i] = (float)-z;
        }

        return table;
    }

    // Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + z⁷/(3·5·7) + …), G. Marsaglia, Evaluating the normal distribution, J. Stat. Software 11, 2004.
    private static double Distribution(double z, double density)
    {
        double sum = z, term = z;
        for (var k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2) sum += term *= z * z / k;
        return 0.5 + (density * sum);
    }
}
