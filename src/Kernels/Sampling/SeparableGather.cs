namespace UNetSharp.Kernels;

/// <summary>y[n, d, h, w, c] = Σ D[d, i]·H[h, j]·W[w, k]·x[n, i, j, k, c]: one sparse linear map along each axis.</summary>
/// <remarks>
/// Average pooling, resizing, padding and rolling, and (with transposed maps) their gradients: every output pixel is written once, from the inputs that it reads,
/// so there is nothing to add up between threads.
/// </remarks>
public static class SeparableGather
{
    /// <summary>Binds the call.</summary>
    /// <param name="x">Input.</param>
    /// <param name="y">Output; other memory than the input's.</param>
    /// <param name="maps">The maps along depth, height and width.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <param name="outside">What a pixel becomes that reads no input on some axis (the constant of a padding).</param>
    /// <param name="name">What it is, for print-outs.</param>
    /// <exception cref="ArgumentException">The windows' extents are not those of the maps.</exception>
    public static Kernel Create(Window x, Window y, (AxisMap D, AxisMap H, AxisMap W) maps, VectorWidth width, float outside = 0, string name = "gather")
    {
        var inputs = new Triple(maps.D.Inputs, maps.H.Inputs, maps.W.Inputs);
        var outputs = new Triple(maps.D.Outputs, maps.H.Outputs, maps.W.Outputs);
        if (inputs != new Triple(x.D, x.H, x.W) || outputs != new Triple(y.D, y.H, y.W) || x.N != y.N || x.C != y.C)
        {
            throw new ArgumentException($"SeparableGather: the maps lead from {inputs} to {outputs}; the input is {x}, the output {y}.");
        }

        return width switch
        {
            VectorWidth.Bits512 => new SeparableGather<Lane512>(x, y, maps, outside, name),
            VectorWidth.Bits256 => new SeparableGather<Lane256>(x, y, maps, outside, name),
            VectorWidth.Bits128 => new SeparableGather<Lane128>(x, y, maps, outside, name),
            _ => new SeparableGather<Lane1>(x, y, maps, outside, name),
        };
    }
}

/// <summary>The loops: a piece is some rows of the output; a lane holds a channel.</summary>
/// <remarks>
/// Per output row, the input rows that it reads (those of D × those of H) are listed once with their weights; per output pixel each of them is summed along W first
/// and then added with its row's weight, which for linear interpolation is the order of the textbook (first along the row, then between the rows), and keeps long sums
/// (pooling over hundreds of pixels) accurate. Four registers of channels run at once so that the weights are fetched once for all of them.
/// </remarks>
internal sealed unsafe class SeparableGather<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int PieceFloats = 24 * 1024;
    private readonly Window _x, _y;
    private readonly AxisMap _d, _h, _w;
    private readonly long[] _columns; // where along an input row the taps of W stand
    private readonly float _outside;
    private readonly string _name;
    private readonly int _rowsPerPiece;

    public SeparableGather(Window x, Window y, (AxisMap D, AxisMap H, AxisMap W) maps, float outside, string name)
    {
        (_x, _y, (_d, _h, _w), _outside, _name) = (x, y, maps, outside, name);
        _columns = Array.ConvertAll(_w.Index, index => index * x.StrideW);
        _rowsPerPiece = Math.Max(PieceFloats / Math.Max(y.W * y.C, 1), 1);
        Scratch = new(0, 3L * Math.Max(_d.MostTaps * _h.MostTaps, 1)); // a pointer and a weight for each input row
    }

    public override string Name => _name;

    public override ScratchNeed Scratch { get; }

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        var rows = _y.N * _y.D * _y.H;
        _scratch = scratch;
        team.For((rows + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, worker) => kernel.Rows(piece, kernel._scratch.Of(worker)));
    }

    private Scratch _scratch;

    private void Rows(int piece, float* working)
    {
        var sources = (float**)working;
        var weights = working + (2L * Math.Max(_d.MostTaps * _h.MostTaps, 1));
        var last = Math.Min((piece + 1) * _rowsPerPiece, _y.N * _y.D * _y.H);
        fixed (long* columns = _columns)
        fixed (float* shares = _w.Weight)
        {
            for (var row = piece * _rowsPerPiece; row < last; row++)
            {
                var (plane, h) = Math.DivRem(row, _y.H);
                var (n, d) = Math.DivRem(plane, _y.D);
                Row(_y.Row(n, d, h), new Taps(sources, weights, Sources(n, d, h, sources, weights)), columns, shares);
            }
        }
    }

    // The input rows that an output row reads, and their weights.
    private int Sources(int n, int d, int h, float** sources, float* weights)
    {
        var count = 0;
        for (var i = _d.First[d]; i < _d.First[d + 1]; i++)
        {
            for (var j = _h.First[h]; j < _h.First[h + 1]; j++)
            {
                sources[count] = _x.Row(n, _d.Index[i], _h.Index[j]);
                weights[count++] = _d.Weight[i] * _h.Weight[j];
            }
        }

        return count;
    }

    private void Row(float* to, Taps taps, long* columns, float* shares)
    {
        for (var w = 0; w < _y.W; w++, to += _y.StrideW)
        {
            var first = _w.First[w];
            taps.To = to;
            taps.Columns = columns + first;
            taps.Shares = shares + first;
            taps.Count = _w.First[w + 1] - first;
            if (taps.Count == 0 || taps.Rows == 0)
            {
                new Span<float>(to, _y.C).Fill(_outside);
                continue;
            }

            if (taps.Count == 2 && taps.Rows % 2 == 0)
            {
                Squares(taps);
                continue;
            }

            var channel = 0;
            for (; channel + (4 * TLane.Count) <= _y.C; channel += 4 * TLane.Count)
            {
                taps.RunFour(channel);
            }

            ChannelLoop.Run<TLane, Taps>(channel, _y.C, ref taps);
        }
    }

    // A pixel that reads two taps in each of two rows, or of two such planes.
    private void Squares(in Taps taps)
    {
        for (var row = 0; row < taps.Rows; row += 2)
        {
            for (var at = taps.RunSquare<TLane>(row, 0, _y.C); at < _y.C;)
            {
                at = _y.C - at >= 4 && TLane.Count > 4 ? taps.RunSquare<Lane128>(row, at, _y.C) : taps.RunSquare<Lane1>(row, at, _y.C);
            }
        }
    }

    /// <summary>What one output pixel reads.</summary>
    private struct Taps(float** sources, float* weights, int rows) : IChannelBody
    {
        public float* To;
        public long* Columns;
        public float* Shares;
        public int Count;

        public readonly int Rows => rows;

        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var sum = TNarrow.Zero;
            for (var row = 0; row < rows; row++)
            {
                var from = sources[row] + channel;
                var part = TNarrow.Broadcast(Shares[0]) * TNarrow.Load(from + Columns[0]);
                for (var tap = 1; tap < Count; tap++)
                {
                    part = TNarrow.MultiplyAdd(TNarrow.Broadcast(Shares[tap]), TNarrow.Load(from + Columns[tap]), part);
                }

                var weight = TNarrow.Broadcast(weights[row]);
                sum = TNarrow.MultiplyAdd(weight, part, sum);
            }

            TNarrow.Store(sum, To + channel);
        }

        // The same for two taps in each of two rows, over all channels that fill registers: weights and places stay in registers. The pairs of rows behind
        // the first (trilinear interpolation) add to what is there. Returns the first channel that is left.
        public readonly int RunSquare<TNarrow>(int row, int first, int end) where TNarrow : unmanaged, ILane<TNarrow>
        {
            float* topLeft = sources[row] + Columns[0], topRight = sources[row] + Columns[1];
            float* bottomLeft = sources[row + 1] + Columns[0], bottomRight = sources[row + 1] + Columns[1], to = To;
            TNarrow left = TNarrow.Broadcast(Shares[0]), right = TNarrow.Broadcast(Shares[1]);
            TNarrow top = TNarrow.Broadcast(weights[row]), bottom = TNarrow.Broadcast(weights[row + 1]);
            var channel = first;
            for (; channel + TNarrow.Count <= end; channel += TNarrow.Count)
            {
                var above = TNarrow.MultiplyAdd(right, TNarrow.Load(topRight + channel), left * TNarrow.Load(topLeft + channel));
                var below = TNarrow.MultiplyAdd(right, TNarrow.Load(bottomRight + channel), left * TNarrow.Load(bottomLeft + channel));
                var sum = row == 0 ? top * above : TNarrow.MultiplyAdd(top, above, TNarrow.Load(to + channel));
                TNarrow.Store(TNarrow.MultiplyAdd(bottom, below, sum), to + channel);
            }

            return channel;
        }

        // The same for four registers.
        public readonly void RunFour(int channel)
        {
            TLane sum0 = TLane.Zero, sum1 = TLane.Zero, sum2 = TLane.Zero, sum3 = TLane.Zero;
            for (var row = 0; row < rows; row++)
            {
                var from = sources[row] + channel;
                var at = from + Columns[0];
                var share = TLane.Broadcast(Shares[0]);
                TLane part0 = share * TLane.Load(at), part1 = share * TLane.Load(at + TLane.Count);
                TLane part2 = share * TLane.Load(at + (2 * TLane.Count)), part3 = share * TLane.Load(at + (3 * TLane.Count));
                for (var tap = 1; tap < Count; tap++)
                {
                    at = from + Columns[tap];
                    share = TLane.Broadcast(Shares[tap]);
                    part0 = TLane.MultiplyAdd(share, TLane.Load(at), part0);
                    part1 = TLane.MultiplyAdd(share, TLane.Load(at + TLane.Count), part1);
                    part2 = TLane.MultiplyAdd(share, TLane.Load(at + (2 * TLane.Count)), part2);
                    part3 = TLane.MultiplyAdd(share, TLane.Load(at + (3 * TLane.Count)), part3);
                }

                var weight = TLane.Broadcast(weights[row]);
                sum0 = TLane.MultiplyAdd(weight, part0, sum0);
                sum1 = TLane.MultiplyAdd(weight, part1, sum1);
                sum2 = TLane.MultiplyAdd(weight, part2, sum2);
                sum3 = TLane.MultiplyAdd(weight, part3, sum3);
            }

            var to = To + channel;
            TLane.Store(sum0, to);
            TLane.Store(sum1, to + TLane.Count);
            TLane.Store(sum2, to + (2 * TLane.Count));
            TLane.Store(sum3, to + (3 * TLane.Count));
        }
    }
}
