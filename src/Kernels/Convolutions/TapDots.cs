using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Up to four output channels (the head): dot products, where a microtile of 2·L columns would be mostly empty.</summary>
/// <remarks>
/// A lane holds an input channel; one register for each output accumulates while the taps pass, and its lanes are added at the end. A piece first turns the weights
/// so that an output's lie contiguous: [4][K], zeros for outputs that there are not.
/// </remarks>
internal sealed unsafe class TapDots<TLane> : TapWork where TLane : unmanaged, ILane<TLane>
{
    /// <summary>Outputs at most.</summary>
    public const int MostOutputs = 4;

    private const int PositionsOfPiece = 1024;

    private readonly TapColumns _columns;
    private readonly TapDestination _destination;
    private readonly float* _bias;
    private readonly float _slope;

    /// <summary>Plans it.</summary>
    public TapDots(IReadOnlyList<Window> sources, TapOffsets taps, TapDestination destination, float* bias, float slope)
    {
        (_destination, _slope) = (destination, slope);
        _bias = bias;
        var k = taps.Count * sources.Sum(source => source.C);
        _columns = new(sources, taps, new(destination.Output.D, destination.Output.H, destination.Output.W), padding: 1, block: k);
    }

    /// <summary>Input channels at least: a register of them.</summary>
    public static int LeastInputs => TLane.Count;

    /// <inheritdoc/>
    public override string Name => "dot products";

    /// <inheritdoc/>
    public override int Pieces => (int)((_columns.Rows + PositionsOfPiece - 1) / PositionsOfPiece);

    /// <inheritdoc/>
    public override long PerWorker => PlacesLength + ((long)MostOutputs * _columns.Count);

    private static int PlacesLength => PositionsOfPiece * sizeof(TapColumns.Place) / sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(int piece, float* shared, float* scratch)
    {
        var first = (long)piece * PositionsOfPiece;
        var count = (int)Math.Min(PositionsOfPiece, _columns.Rows - first);
        var places = (TapColumns.Place*)scratch;
        var weights = scratch + PlacesLength;
        Turn(weights);
        _columns.Locate(first, count, places);

        // Positions in the output's own numbers: those of the source are apart by the step.
        var output = _destination.Output;
        var (w, h, plane) = ((int)(first % output.W), (int)(first / output.W % output.H), (int)(first / output.W / output.H));
        for (int i = 0, end; i < count; i = end, w = 0)
        {
            end = Math.Min(count, i + output.W - w);
            var (n, d) = Math.DivRem(plane, output.D);
            Row(places + i, end - i, weights, output.Pixel(n, d, h, w), _destination.Addend is { } addend ? addend.Pixel(n, d, h, w) : null);
            if (++h == output.H)
            {
                (h, plane) = (0, plane + 1);
            }
        }
    }

    // Positions that lie side by side in the output.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(TapColumns.Place* places, int count, float* weights, float* y, float* addend)
    {
        var z = stackalloc float[MostOutputs];
        var step = _destination.Addend is { } window ? window.StrideW : 0;
        for (var i = 0; i < count; i++, y += _destination.Output.StrideW, addend += step)
        {
            Dot(places[i], weights, z);
            TileStore.Row<Lane1>(z, y, _bias, addend, _slope, _destination.Output.C);
        }
    }

    private void Turn(float* to)
    {
        var nr = 2 * TLane.Count; // narrow registers have several panels of outputs
        for (var o = 0; o < MostOutputs; o++)
        {
            var from = (float*)_destination.Weights + (o / nr * (long)RightPanels.Padded(_columns.Count, TLane.Count) * nr) + (o % nr);
            for (var k = 0; k < _columns.Count; k++)
            {
                *to++ = o < _destination.Output.C ? from[(long)k * nr] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dot(in TapColumns.Place place, float* weights, float* z)
    {
        TLane s0 = TLane.Zero, s1 = TLane.Zero, s2 = TLane.Zero, s3 = TLane.Zero;
        float t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        long k = _columns.Count;
        foreach (ref readonly var run in _columns.Runs)
        {
            var x = run.At(place);
            if (x == null)
            {
                continue;
            }

            var w = weights + run.Column;
            var end = w + run.Count;
            for (; w <= end - TLane.Count; w += TLane.Count, x += TLane.Count)
            {
                var value = TLane.Load(x);
                s0 = TLane.MultiplyAdd(value, TLane.Load(w), s0);
                s1 = TLane.MultiplyAdd(value, TLane.Load(w + k), s1);
                s2 = TLane.MultiplyAdd(value, TLane.Load(w + (2 * k)), s2);
                s3 = TLane.MultiplyAdd(value, TLane.Load(w + (3 * k)), s3);
            }

            for (; w < end; w++, x++)
            {
                t0 += *x * w[0];
                t1 += *x * w[k];
                t2 += *x * w[2 * k];
                t3 += *x * w[3 * k];
            }
        }

        (z[0], z[1], z[2], z[3]) = (t0 + TLane.Sum(s0), t1 + TLane.Sum(s1), t2 + TLane.Sum(s2), t3 + TLane.Sum(s3));
    }
}
