using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>Random numbers one after the other, from (seed, stream, step) alone: the same wherever and whenever they are drawn.</summary>
/// <param name="seed">The run.</param>
/// <param name="stream">The purpose: <see cref="RandomStreams"/>.</param>
/// <param name="step">Which patch, epoch or image.</param>
internal sealed class RandomDraws(ulong seed, uint stream, uint step)
{
    private readonly uint[] _words = new uint[4];
    private ulong _place;
    private int _used = 4;

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        if (_used == 4)
        {
            (_words[0], _words[1], _words[2], _words[3]) = Philox.Words(seed, Philox.Counter(stream, step, _place++));
            _used = 0;
        }

        return _words[_used++];
    }

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => Next() * (1.0 / 4294967296.0);

    /// <summary>A number between two.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Uniform());

    /// <summary>True with the given probability. A number is drawn in any case, so that options do not shift what follows.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>A whole number from 0 to count − 1.</summary>
    public int Below(int count) => (int)(((ulong)Next() * (uint)count) >> 32);

    /// <summary>A number of the standard normal distribution.</summary>
    public double Normal() => Philox.Normal(Next(), Next()).First;

    /// <summary>The numbers 0 to count − 1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }
}
