namespace UNetSharp.Kernels;

/// <summary>How far each pixel is from the other side, channel by channel: outside the distance to the nearest pixel inside, inside minus the distance to the nearest outside.</summary>
/// <remarks>
/// Inside is where a number is above ½, outside where it is below; ½ itself is neither, and gets 0. Without an inside or without an outside there is no border, and all is 0.
/// Distances are Euclidean, between centres of pixels, exact but for float32: along the border 1 and −1.
/// <para>
/// Squared distances are a minimum over each axis in turn: q(x) = min over k of p(x ± k) + k². k need only grow while k² is below the best found, so a line costs its length times its distances.
/// </para>
/// </remarks>
public sealed unsafe class SignedDistance : Kernel
{
    private readonly Window _field, _result;
    private readonly int _pixels;
    private Scratch _scratch;

    /// <summary>Binds it.</summary>
    /// <param name="field">[N, D, H, W, C], contiguous.</param>
    /// <param name="result">The distances in pixels, of the same extents, contiguous.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public SignedDistance(Window field, Window result)
    {
        Contiguous.Require("SignedDistance", field, result);
        (_field, _result, _pixels) = (field, result, checked(field.D * field.H * field.W));
    }

    private enum Side
    {
        Outside = -1,
        Neither,
        Inside,
    }

    /// <inheritdoc/>
    public override string Name => "signed distance";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(0, (long)_pixels + Math.Max(_field.D, Math.Max(_field.H, _field.W)));

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(_field.N * _field.C, this, static (kernel, piece, worker) => kernel.Channel(piece, worker));
    }

    private void Channel(int piece, int worker)
    {
        var (sample, c) = Math.DivRem(piece, _field.C);
        var start = ((long)sample * _pixels * _field.C) + c;
        var squared = new Span<float>(_scratch.Of(worker), _pixels);
        var line = new Span<float>(_scratch.Of(worker) + _pixels, (int)(Scratch.PerWorker - _pixels));
        var (insides, outsides) = (0, 0);
        for (var pixel = 0; pixel < _pixels; pixel++)
        {
            var side = SideOf(start, pixel);
            insides += side == Side.Inside ? 1 : 0;
            outsides += side == Side.Outside ? 1 : 0;
            _result.Start[start + ((long)pixel * _field.C)] = 0;
        }

        if (insides == 0 || outsides == 0) return;
        foreach (var side in (ReadOnlySpan<Side>)[Side.Inside, Side.Outside])
        {
            SquaredTo(side, start, squared, line);
            for (var pixel = 0; pixel < _pixels; pixel++)
            {
                if ((int)SideOf(start, pixel) != -(int)side) continue;
                var distance = MathF.Sqrt(squared[pixel]);
                _result.Start[start + ((long)pixel * _field.C)] = side == Side.Inside ? distance : -distance;
            }
        }
    }

    private Side SideOf(long start, int pixel) => _field.Start[start + ((long)pixel * _field.C)] switch
    {
        > 0.5f => Side.Inside,
        < 0.5f => Side.Outside,
        _ => Side.Neither,
    };

    // The squared distance of each pixel to the nearest on a side.
    private void SquaredTo(Side side, long start, Span<float> squared, Span<float> line)
    {
        for (var pixel = 0; pixel < _pixels; pixel++) squared[pixel] = SideOf(start, pixel) == side ? 0 : float.PositiveInfinity;
        var stride = 1;
        foreach (var count in (ReadOnlySpan<int>)[_field.W, _field.H, _field.D])
        {
            for (var first = 0; first < _pixels; first++)
            {
                // A line begins where its axis's index is 0.
                if (first / stride % count == 0) Nearest(squared[first..], stride, line[..count]);
            }

            stride *= count;
        }
    }

    // q(x) = min over k of p(x ± k) + k² along one line.
    private static void Nearest(Span<float> squared, int stride, Span<float> line)
    {
        var any = false;
        for (var x = 0; x < line.Length; x++)
        {
            line[x] = squared[x * stride];
            any |= float.IsFinite(line[x]);
        }

        for (var x = 0; any && x < line.Length; x++)
        {
            var best = line[x];
            for (var k = 1; k < line.Length && (float)k * k < best; k++)
            {
                if (x >= k) best = MathF.Min(best, line[x - k] + ((float)k * k));
                if (x + k < line.Length) best = MathF.Min(best, line[x + k] + ((float)k * k));
            }

            squared[x * stride] = best;
        }
    }
}
