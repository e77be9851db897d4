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
}
