namespace UNetSharp.Kernels;

/// <summary>Attention scores within windows, lowered between tokens of different regions: result[b, h, i, j] = x[b, h, i, j] − (region[w, i] = region[w, j] ? 0 : penalty), w = b mod windows.</summary>
/// <remarks>A piece is one matrix of scores. Windows of one region stay as they are, and in place nothing is done for them: those are nearly all.</remarks>
public sealed unsafe class SeparateRegions : Kernel
{
    private readonly Window _x, _result;
    private readonly int[] _regions;
    private readonly bool[] _mixed;     // for each window, whether it has more than one region
    private readonly float _penalty;
    private readonly int _heads;

    /// <summary>Binds it.</summary>
    /// <param name="x">Scores [B, heads, L, L] as (N, 1, H, W, C), contiguous.</param>
    /// <param name="result">Of the same extents; may be the same memory.</param>
    /// <param name="regions">The region of each token of each window, [windows · L].</param>
    /// <param name="penalty">What is taken off.</param>
    /// <exception cref="ArgumentException">The windows do not belong together.</exception>
    public SeparateRegions(Window x, Window result, int[] regions, float penalty)
    {
        ArgumentNullException.ThrowIfNull(regions);
        var windows = regions.Length / Math.Max(x.C, 1);
        if (x.W != x.C || x.D != 1 || windows == 0 || windows * x.C != regions.Length || x.N % windows != 0 || x.ToString() != result.ToString() || !x.IsContiguous || !result.IsContiguous)
        {
            throw new ArgumentException($"SeparateRegions: scores {x}, result {result}, {regions.Length} regions: expected square matrices, and a region for each token of each window.");
        }

        (_x, _result, _regions, _penalty, _heads) = (x, result, regions, penalty, x.H);
        _mixed = new bool[windows];
        for (var window = 0; window < windows; window++)
        {
            _mixed[window] = regions.AsSpan(window * x.C, x.C).ContainsAnyExcept(regions[window * x.C]);
        }
    }

    /// <inheritdoc/>
    public override string Name => "separate regions";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(_x.N * _heads, this, static (kernel, piece, _) => kernel.Matrix(piece));
    }

    private void Matrix(int piece)
    {
        var (length, window) = (_x.C, piece / _heads % _mixed.Length);
        float* from = _x.Start + ((long)piece * length * length), to = _result.Start + ((long)piece * length * length);
        if (!_mixed[window])
        {
            if (from != to)
            {
                new ReadOnlySpan<float>(from, length * length).CopyTo(new Span<float>(to, length * length));
            }

            return;
        }

        var regions = _regions.AsSpan(window * length, length);
        for (var query = 0; query < length; query++, from += length, to += length)
        {
            for (var key = 0; key < length; key++)
            {
                to[key] = from[key] - (regions[query] == regions[key] ? 0 : _penalty);
            }
        }
    }
}
