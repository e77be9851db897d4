namespace UNetSharp.Segmentation;

/// <summary>From logits to the probabilities of classes, pixel by pixel.</summary>
internal static class ClassProbabilities
{
    /// <summary>The classes that so many logits tell apart: one logit says foreground or not.</summary>
    public static int Classes(int logits) => Math.Max(2, logits);

    /// <summary>Softmax over the channels, p_c = exp(z_c − max z) / Σ; of a single channel p_1 = 1 / (1 + exp(−z)), p_0 = 1 − p_1.</summary>
    /// <param name="logits">[…, K].</param>
    /// <param name="channels">K.</param>
    /// <param name="probabilities">Receives […, <see cref="Classes"/>].</param>
    public static void FromLogits(ReadOnlySpan<float> logits, int channels, Span<float> probabilities)
    {
        if (channels == 1)
        {
            for (var i = 0; i < logits.Length; i++)
            {
                probabilities[(2 * i) + 1] = 1 / (1 + MathF.Exp(-logits[i]));
                probabilities[2 * i] = 1 / (1 + MathF.Exp(logits[i]));
            }

            return;
        }

        for (var at = 0; at < logits.Length; at += channels)
        {
            Softmax(logits.Slice(at, channels), probabilities.Slice(at, channels));
        }
    }

    /// <summary>The most probable class of a pixel, the first among equals.</summary>
    public static int MostProbable(ReadOnlySpan<float> pixel)
    {
        var best = 0;
        for (var c = 1; c < pixel.Length; c++) best = pixel[c] > pixel[best] ? c : best;
        return best;
    }

    // Without the greatest logit exp() would overflow from 89 on.
    private static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var greatest = logits[0];
        foreach (var logit in logits) greatest = Math.Max(greatest, logit);
        var sum = 0f;
        for (var c = 0; c < logits.Length; c++) sum += probabilities[c] = MathF.Exp(logits[c] - greatest);
        for (var c = 0; c < probabilities.Length; c++) probabilities[c] /= sum;
    }
}
