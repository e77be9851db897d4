using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>A kernel on rows of many channels, contiguous: a lane is a channel.</summary>
internal abstract unsafe class RowKernel<TLane>(long rows, int channels) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly int _rowsInPiece = Math.Max(1, 16 * 1024 / Math.Max(channels, 1));

    private protected int Channels => channels;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(checked((int)((rows + _rowsInPiece - 1) / _rowsInPiece)), this, static (kernel, piece, worker) =>
        {
            var first = (long)piece * kernel._rowsInPiece;
            for (var row = first; row < Math.Min(first + kernel._rowsInPiece, kernel.Rows); row++)
            {
                kernel.Row(row * kernel.Channels);
            }
        });
    }

    private long Rows => rows;

    /// <summary>Works on the row that begins at an offset.</summary>
    private protected abstract void Row(long offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static TLane Load(float* from, int left) => left >= TLane.Count ? TLane.Load(from) : TLane.LoadFirst(from, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Store(TLane lanes, float* to, int left)
    {
        if (left >= TLane.Count)
        {
            TLane.Store(lanes, to);
        }
        else
        {
            TLane.StoreFirst(lanes, to, left);
        }
    }

    /// <summary>The sum of the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static float Across(TLane lanes)
    {
        var sum = 0f;
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            sum += ((float*)&lanes)[lane];
        }

        return sum;
    }
}

/// <summary>Softmax or its logarithm over many channels: a lane is a channel.</summary>
internal sealed unsafe class RowSoftmaxKernel<TLane>(Window x, Window result, bool logarithm) : RowKernel<TLane>(x.Pixels, x.C) where TLane : unmanaged, ILane<TLane>
{
    public override string Name => logarithm ? "log softmax" : "softmax";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Row(long offset)
    {
        float* from = x.Start + offset, to = result.Start + offset;
        var lanes = TLane.Broadcast(float.NegativeInfinity);
        var whole = Channels / TLane.Count * TLane.Count;
        for (var c = 0; c < whole; c += TLane.Count)
        {
            lanes = TLane.Max(lanes, TLane.Load(from + c));
        }

        var largest = float.NegativeInfinity;
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            largest = MathF.Max(largest, ((float*)&lanes)[lane]);
        }

        for (var c = whole; c < Channels; c++)
        {
            largest = MathF.Max(largest, from[c]);
        }

        // Behind the row the exponent is −∞, which adds nothing. A row of −∞ alone (nothing may be attended) gives NaN, as in PyTorch.
        TLane shift = TLane.Broadcast(largest), sum = TLane.Zero;
        for (var c = 0; c < Channels; c += TLane.Count)
        {
            var e = Elementary.Exp(Load(from + c, Channels - c) - shift);
            sum += c < whole ? e : First(e, Channels - c);
            if (!logarithm)
            {
                Store(e, to + c, Channels - c);
            }
        }

        var total = Across(sum);
        TLane factor = TLane.Broadcast(1 / total), log = TLane.Broadcast(largest + MathF.Log(total));
        for (var c = 0; c < Channels; c += TLane.Count)
        {
            Store(logarithm ? Load(from + c, Channels - c) - log : Load(to + c, Channels - c) * factor, to + c, Channels - c);
        }
    }

    // The first lanes; 0 in the others.
    private static TLane First(TLane lanes, int count)
    {
        var first = TLane.Zero;
        TLane.StoreFirst(lanes, (float*)&first, count);
        return first;
    }
}

/// <summary>The gradient of softmax, y·(g − Σ g·y), or of its logarithm, g − eʸ·Σ g, from the output y: a lane is a channel.</summary>
internal sealed unsafe class RowSoftmaxGradientKernel<TLane>(Window gradient, Window y, Window result, bool logarithm) : RowKernel<TLane>(y.Pixels, y.C) where TLane : unmanaged, ILane<TLane>
{
    public override string Name => logarithm ? "gradient of log softmax" : "gradient of softmax";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Row(long offset)
    {
        float* g = gradient.Start + offset, own = y.Start + offset, to = result.Start + offset;
        var lanes = TLane.Zero;
        for (var c = 0; c < Channels; c += TLane.Count)
        {
            var incoming = Load(g + c, Channels - c);
            lanes = logarithm ? lanes + incoming : TLane.MultiplyAdd(incoming, Load(own + c, Channels - c), lanes);
        }

        var sum = TLane.Broadcast(Across(lanes));
        for (var c = 0; c < Channels; c += TLane.Count)
        {
            TLane incoming = Load(g + c, Channels - c), at = Load(own + c, Channels - c);
            Store(logarithm ? incoming - (Elementary.Exp(at) * sum) : at * (incoming - sum), to + c, Channels - c);
        }
    }
}
