using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace UNetSharp.Training;

/// <summary>Keeps a step from being thrown far off by one steep place of the loss: gradients that are too long together are all scaled by one factor.</summary>
/// <remarks>
/// <code>g ← g·min(1, maximum/(‖g‖ + 1e-6))</code>
/// <c>torch.nn.utils.clip_grad_norm_(parameters, maximum)</c>; as there, a gradient that is not finite makes others so, which the norm tells.
/// Pascanu, Mikolov, Bengio, ICML 2013, https://arxiv.org/abs/1211.5063. nnU-Net clips at 12.
/// </remarks>
public static class Clipping
{
    // Numbers that are summed by themselves, a piece of work: 64 KB, some microseconds.
    internal const int PieceLength = 1 << 14;

    /// <summary>What gradients have to be multiplied by so that their Euclidean norm is at most <paramref name="maximum"/>.</summary>
    /// <param name="norm">Their norm, 0 or more.</param>
    /// <param name="maximum">The largest norm allowed, above 0.</param>
    /// <returns>At most 1; 1 where they are short enough.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not above 0.</exception>
    public static double Factor(double norm, double maximum) =>
        maximum > 0 ? Math.Min(1, maximum / (norm + 1e-6)) : throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "Clipping: the largest norm allowed is above 0.");

    /// <summary>The Euclidean norm of a block, summed in float64 in an order that depends on nothing but its length: pieces of 16,384 numbers, then the sums of the pieces in turn.</summary>
    /// <param name="block">Any values.</param>
    public static double Norm(ReadOnlySpan<float> block)
    {
        var sum = 0.0;
        for (var start = 0; start < block.Length; start += PieceLength) sum += SumOfSquares(block.Slice(start, Math.Min(PieceLength, block.Length - start)));
        return Math.Sqrt(sum);
    }

    /// <summary>Eight running sums, number i in sum i mod 8, on every processor: two vectors of four, or what stands for them. The squares are exact in float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumOfSquares(ReadOnlySpan<float> piece)
    {
        Vector256<double> low = default, high = default;
        var width = Vector256<float>.Count;
        for (var i = 0; i <= piece.Length - width; i += width) Add(Vector256.Create(piece.Slice(i, width)), ref low, ref high);

        Span<float> rest = stackalloc float[width];
        rest.Clear();
        piece[^(piece.Length % width)..].CopyTo(rest);
        Add(Vector256.Create<float>(rest), ref low, ref high);

        var sum = 0.0;
        for (var lane = 0; lane < Vector256<double>.Count; lane++) sum += low[lane];
        for (var lane = 0; lane < Vector256<double>.Count; lane++) sum += high[lane];
        return sum;
    }

    private static void Add(Vector256<float> values, ref Vector256<double> low, ref Vector256<double> high)
    {
        var (first, second) = Vector256.Widen(values);
        low += first * first;
        high += second * second;
    }
}
