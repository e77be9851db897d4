using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace UNetSharp.Kernels;

/// <summary>Random numbers from a counter: Philox4x32-10. The numbers of a place are a function of (seed, stream, step, place) alone, so any thread may draw them, in any order.</summary>
/// <remarks>Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, https://doi.org/10.1145/2063384.2063405.</remarks>
public static class Philox
{
    // The constants of the paper: two multipliers chosen for their avalanche, and the Weyl increments of the key (golden ratio, √3 − 1).
    private const uint MultiplierA = 0xD2511F53, MultiplierB = 0xCD9E8D57, WeylA = 0x9E3779B9, WeylB = 0xBB67AE85;

    /// <summary>Four independent words of 32 random bits.</summary>
    /// <param name="seed">The run.</param>
    /// <param name="counter">The place within the run: 128 bits, never used twice.</param>
    public static (uint A, uint B, uint C, uint D) Words(ulong seed, UInt128 counter)
    {
        uint a = (uint)counter, b = (uint)(counter >> 32), c = (uint)(counter >> 64), d = (uint)(counter >> 96);
        uint keyA = (uint)seed, keyB = (uint)(seed >> 32);
        for (var round = 0; round < 10; round++)
        {
            ulong productA = (ulong)MultiplierA * a, productB = (ulong)MultiplierB * c;
            (a, b, c, d) = ((uint)(productB >> 32) ^ b ^ keyA, (uint)productB, (uint)(productA >> 32) ^ d ^ keyB, (uint)productA);
            keyA += WeylA;
            keyB += WeylB;
        }

        return (a, b, c, d);
    }

    /// <summary>The words of neighbouring places, four each: what <see cref="Words(ulong, UInt128)"/> gives for one place after the other.</summary>
    /// <param name="seed">The run.</param>
    /// <param name="stream">Which stream.</param>
    /// <param name="step">Which step.</param>
    /// <param name="first">The first place.</param>
    /// <param name="words">Four words for each place; a multiple of four long.</param>
    public static void Fill(ulong seed, uint stream, uint step, ulong first, Span<uint> words)
    {
        var at = 0;
        for (; Avx2.IsSupported && at <= words.Length - 16; at += 16, first += 4)
        {
            FourPlaces(seed, stream, step, first, MemoryMarshal.Cast<uint, Vector256<ulong>>(words.Slice(at, 16)));
        }

        for (; at < words.Length; at += 4, first++)
        {
            (words[at], words[at + 1], words[at + 2], words[at + 3]) = Words(seed, Counter(stream, step, first));
        }
    }

    /// <summary>The counter of a place: which stream (a layer, an image), which step, which element.</summary>
    public static UInt128 Counter(uint stream, uint step, ulong place) => new(((ulong)stream << 32) | step, place);

    /// <summary>A number in [0, 1) with 24 random bits.</summary>
    public static float Uniform(uint word) => (word >> 8) * (1f / (1 << 24));

    /// <summary>Two independent numbers of the standard normal distribution, by Box and Muller.</summary>
    public static (float First, float Second) Normal(uint first, uint second)
    {
        // 1 − u lies in (0, 1], so the logarithm is finite.
        var radius = Math.Sqrt(-2 * Math.Log(1 - (first * (1.0 / 4294967296.0))));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * (second * (1.0 / 4294967296.0)));
        return ((float)(radius * cosine), (float)(radius * sine));
    }

    // One place in each lane of 64 bits, its words in the lower halves: the product of two such lanes is a whole product of the round.
    private static void FourPlaces(ulong seed, uint stream, uint step, ulong first, Span<Vector256<ulong>> words)
    {
        var low = Vector256.Create((ulong)uint.MaxValue);
        var place = Vector256.Create(first) + Vector256.Create(0ul, 1, 2, 3);
        Vector256<ulong> a = place & low, b = place >>> 32, c = Vector256.Create((ulong)step), d = Vector256.Create((ulong)stream);
        Vector256<uint> multiplierA = Vector256.Create((ulong)MultiplierA).AsUInt32(), multiplierB = Vector256.Create((ulong)MultiplierB).AsUInt32();
        uint keyA = (uint)seed, keyB = (uint)(seed >> 32);
        for (var round = 0; round < 10; round++)
        {
            Vector256<ulong> productA = Avx2.Multiply(a.AsUInt32(), multiplierA), productB = Avx2.Multiply(c.AsUInt32(), multiplierB);
            (a, b, c, d) = ((productB >>> 32) ^ b ^ Vector256.Create((ulong)keyA), productB & low, (productA >>> 32) ^ d ^ Vector256.Create((ulong)keyB), productA & low);
            keyA += WeylA;
            keyB += WeylB;
        }

        // Each place's four words side by side.
        Vector256<ulong> ab = a | (b << 32), cd = c | (d << 32);
        Vector256<ulong> even = Avx2.UnpackLow(ab, cd), odd = Avx2.UnpackHigh(ab, cd);
        words[0] = Avx2.Permute2x128(even, odd, 0x20);
        words[1] = Avx2.Permute2x128(even, odd, 0x31);
    }
}
