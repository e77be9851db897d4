namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>From coefficients back to samples: the inverse cosine transform of 8 x 8, s(y,x) = ¼ Σu Σv C(u) C(v) S(v,u) cos((2x+1)uπ/16) cos((2y+1)vπ/16), C(0) = 1/√2, else 1.</summary>
/// <remarks>
/// ITU-T T.81, A.3.3. The standard leaves the rounding open. Here it is libjpeg's accurate one, bit for bit, since that is what most programs show of a file: columns then rows,
/// cosines in 13 bits, two more bits kept in between. libjpeg factors the transform as Loeffler, Ligtenberg and Moschytz do ("Practical fast 1-D DCT algorithms with 11
/// multiplications", ICASSP 1989, https://doi.org/10.1109/ICASSP.1989.266596) and rounds the factors; multiplied out, that is a matrix of integers.
/// </remarks>
internal sealed class JpegBlock
{
    private const int CosineBits = 13, BitsBetween = 2;

    // Row u, column x < 4: 2¹³ √2 C(u) cos((2x+1)uπ/16), each the sum of the rounded factors on its way: 10704 beside 10703, and 2259, 2260, 2261 are no slip.
    // The other four columns follow from symmetry: even rows are symmetric about the middle, odd ones antisymmetric.
    private static readonly int[] Cosines =
    [
        8192, 8192, 8192, 8192,
        11363, 9633, 6437, 2260,
        10703, 4433, -4433, -10703,
        9633, -2259, -11362, -6436,
        8192, -8192, -8192, 8192,
        6437, -11362, 2261, 9633,
        4433, -10704, 10704, -4433,
        2260, -6436, 9633, -11363,
    ];

    private readonly int[] _between = new int[64];

    /// <summary>Dequantises and transforms a block.</summary>
    /// <param name="coefficients">64 in natural order, row v and column u at 8v + u.</param>
    /// <param name="steps">What each is to be multiplied with.</param>
    /// <param name="samples">Where the samples go.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="stride">Samples a row.</param>
    public void Restore(ReadOnlySpan<short> coefficients, int[] steps, byte[] samples, int first, int stride)
    {
        if (!coefficients[1..64].ContainsAnyExcept((short)0))
        {
            // Of most blocks of chroma only the first coefficient remains, which is eight times the mean.
            var level = ToSample(((coefficients[0] * steps[0]) + 4) >> 3);
            for (var y = 0; y < 8; y++) samples.AsSpan(first + (y * stride), 8).Fill(level);
            return;
        }

        Span<int> line = stackalloc int[8], transformed = stackalloc int[8];
        for (var u = 0; u < 8; u++)
        {
            for (var v = 0; v < 8; v++) line[v] = coefficients[(8 * v) + u] * steps[(8 * v) + u];
            Transform(line, transformed, CosineBits - BitsBetween);
            for (var y = 0; y < 8; y++) _between[(8 * y) + u] = transformed[y];
        }

        for (var y = 0; y < 8; y++)
        {
            // 3 more: each of the two passes leaves out a factor of √8, so that the cosines above stay below 2¹⁴.
            Transform(_between.AsSpan(8 * y, 8), transformed, CosineBits + BitsBetween + 3);
            var row = samples.AsSpan(first + (y * stride), 8);
            for (var x = 0; x < 8; x++) row[x] = ToSample(transformed[x]);
        }
    }

    private static void Transform(ReadOnlySpan<int> from, Span<int> to, int shift)
    {
        var cosines = Cosines.AsSpan();
        var half = 1 << (shift - 1);
        for (var x = 0; x < 4; x++)
        {
            var even = (from[0] * cosines[x]) + (from[2] * cosines[8 + x]) + (from[4] * cosines[16 + x]) + (from[6] * cosines[24 + x]);
            var odd = (from[1] * cosines[4 + x]) + (from[3] * cosines[12 + x]) + (from[5] * cosines[20 + x]) + (from[7] * cosines[28 + x]);
            to[x] = (even + odd + half) >> shift;
            to[7 - x] = (even - odd + half) >> shift;
        }
    }

    // The level shift: 2⁷ is added, and the result limited to 0..255 (A.3.1).
    private static byte ToSample(int value) => (byte)Math.Clamp(value + 128, 0, 255);
}
