using System.Numerics;
using System.Runtime.Intrinsics;

namespace UNetSharp.Training;

/// <summary>Keeps a step from being thrown far off by one steep place of the loss.</summary>
public static class Clipping
{
    /// <summary>Scales all gradients so that their Euclidean norm is at most <paramref name="maximum"/>: g ← g·min(1, maximum/(‖g‖ + 1e-6)).</summary>
    /// <remarks>
    /// <c>torch.nn.utils.clip_grad_norm_(parameters, maximum)</c>; as there, a gradient that is not finite makes others so, which the returned norm tells.
    /// Pascanu, Mikolov, Bengio, ICML 2013, https://arxiv.org/abs/1211.5063. nnU-Net clips at 12.
    /// </remarks>
    /// <param name="gradients">The gradients of all parameters, one flat block.</param>
    /// <param name="maximum">The largest norm allowed, above 0.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public static double ByGlobalNorm(Span<float> gradients, double maximum)
    {
        if (!(maximum > 0)) throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "Clipping: the largest norm allowed is above 0.");
        var norm = Norm(gradients);
        var factor = Math.Min(1, maximum / (norm + 1e-6));
        if (factor != 1) Scale(gradients, (float)factor);
        return norm;
    }

    /// <summary>The Euclidean norm of a block, summed in float64 in an order that depends on nothing but its length.</summary>
    /// <param name="block">Any values.</param>
    public static double Norm(ReadOnlySpan<float> block)
    {
        // Eight running sums, element i in sum i mod 8, on every processor: two vectors of four, or what stands for them. The squares are exact in float64.
        Vector256<double> low = default, high = default;
        var width = Vector256<float>.Count;
        for (var i = 0; i <= block.Length - width; i += width) Add(Vector256.Create(block.Slice(i, width)), ref low, ref high);

        Span<float> rest = stackalloc float[width];
        rest.Clear();
        block[^(block.Length % width)..].CopyTo(rest);
        Add(Vector256.Create<float>(rest), ref low, ref high);

        var sum = 0.0;
        for (var lane = 0; lane < Vector256<double>.Count; lane++) sum += low[lane];
        for (var lane = 0; lane < Vector256<double>.Count; lane++) sum += high[lane];
        return Math.Sqrt(sum);
    }

    private static void Add(Vector256<float> values, ref Vector256<double> low, ref Vector256<double> high)
    {
        var (first, second) = Vector256.Widen(values);
        low += first * first;
        high += second * second;
    }

    private static void Scale(Span<float> block, float factor)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= block.Length - width; i += width) (new Vector<float>(block[i..]) * factor).CopyTo(block[i..]);
        for (; i < block.Length; i++) block[i] *= factor;
    }
}
