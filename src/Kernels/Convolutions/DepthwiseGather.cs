using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The kernel behind <see cref="DepthwiseConv"/> and <see cref="DepthwiseConvTranspose"/>: each output gathers what the tables of its three axes name.</summary>
/// <remarks>
/// A lane holds a channel; four registers accumulate 4·L channels of a pixel while the taps pass, then L at a time, then single ones. A piece is a few rows of the output.
/// </remarks>
internal sealed unsafe class DepthwiseGather<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // About a hundred thousand multiply-adds, tens of microseconds.
    private const long PieceWork = 1 << 17;

    private readonly ConvWindows _windows;
    private readonly DepthwiseReads _d, _h, _w;
    private readonly Triple _kernel;
    private readonly Epilogue _epilogue;
    private readonly int _rowsOfPiece;

    /// <summary>Plans it.</summary>
    public DepthwiseGather(string name, ConvWindows windows, DepthwiseReads[] reads, Triple kernel, Epilogue epilogue)
    {
        (Name, _windows, _kernel, _epilogue) = (name, windows, kernel, epilogue);
        (_d, _h, _w) = (reads[0], reads[1], reads[2]);
        var rowWork = Math.Max(1, (long)windows.Output.W * windows.Output.C * kernel.Product);
        _rowsOfPiece = (int)Math.Clamp(PieceWork / rowWork, 1, Math.Max(1, Rows));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    private int Rows => _windows.Output.N * _windows.Output.D * _windows.Output.H;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch) =>
        team.For((Rows + _rowsOfPiece - 1) / _rowsOfPiece, this, static (kernel, piece, _) => kernel.Run(piece));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(int piece)
    {
        var output = _windows.Output;
        for (var row = piece * _rowsOfPiece; row < Math.Min(Rows, (piece + 1) * _rowsOfPiece); row++)
        {
            var (n, d, h) = (row / output.H / output.D, row / output.H % output.D, row % output.H);
            for (var w = 0; w < output.W; w++)
            {
                Pixel(n, d, h, w);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixel(int n, int d, int h, int w)
    {
        // Where the pixel's reads lie: the product of three short lists, flattened once for all its channels.
        var count = (_d.First[d + 1] - _d.First[d]) * (_h.First[h + 1] - _h.First[h]) * (_w.First[w + 1] - _w.First[w]);
        var reads = stackalloc Read[count];
        var read = reads;
        var source = _windows.Input[0];
        var weights = _windows.Weights.Start;
        for (var i = _d.First[d]; i < _d.First[d + 1]; i++)
        {
            for (var j = _h.First[h]; j < _h.First[h + 1]; j++)
            {
                var x = source.Row(n, _d.Sources[i], _h.Sources[j]);
                var tap = ((_d.Taps[i] * _kernel.H) + _h.Taps[j]) * _kernel.W;
                for (var k = _w.First[w]; k < _w.First[w + 1]; k++)
                {
                    *read++ = new Read { X = x + (_w.Sources[k] * source.StrideW), W = weights + ((long)(tap + _w.Taps[k]) * source.C) };
                }
            }
        }

        var bias = _epilogue.Bias is { } biases ? biases.Start : null;
        var addend = _epilogue.Addend is { } addends ? addends.Pixel(n, d, h, w) : null;
        var z = stackalloc float[4 * TLane.Count];
        var y = _windows.Output.Pixel(n, d, h, w);
        for (var c = 0; c < source.C;)
        {
            var channels = Sum(reads, count, c, source.C - c, z);
            for (var i = 0; i < channels; i += 2 * TLane.Count)
            {
                var at = c + i;
                TileStore.Row<TLane>(z + i, y + at, bias == null ? null : bias + at, addend == null ? null : addend + at, _epilogue.NegativeSlope, Math.Min(2 * TLane.Count, channels - i));
            }

            c += channels;
        }
    }

    // Sums 4·L channels, or L, or 1, as many as are left; says which.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(Read* reads, int count, int c, int left, float* z)
    {
        if (left >= 4 * TLane.Count)
        {
            TLane z0 = TLane.Zero, z1 = TLane.Zero, z2 = TLane.Zero, z3 = TLane.Zero;
            for (var i = 0; i < count; i++)
            {
                float* x = reads[i].X + c, w = reads[i].W + c;
                z0 = TLane.MultiplyAdd(TLane.Load(x), TLane.Load(w), z0);
                z1 = TLane.MultiplyAdd(TLane.Load(x + TLane.Count), TLane.Load(w + TLane.Count), z1);
                z2 = TLane.MultiplyAdd(TLane.Load(x + (2 * TLane.Count)), TLane.Load(w + (2 * TLane.Count)), z2);
                z3 = TLane.MultiplyAdd(TLane.Load(x + (3 * TLane.Count)), TLane.Load(w + (3 * TLane.Count)), z3);
            }

            TLane.Store(z0, z);
            TLane.Store(z1, z + TLane.Count);
            TLane.Store(z2, z + (2 * TLane.Count));
            TLane.Store(z3, z + (3 * TLane.Count));
            return 4 * TLane.Count;
        }

        if (left >= TLane.Count)
        {
            var sum = TLane.Zero;
            for (var i = 0; i < count; i++)
            {
                sum = TLane.MultiplyAdd(TLane.Load(reads[i].X + c), TLane.Load(reads[i].W + c), sum);
            }

            TLane.Store(sum, z);
            return TLane.Count;
        }

        *z = 0;
        for (var i = 0; i < count; i++)
        {
            *z += reads[i].X[c] * reads[i].W[c];
        }

        return 1;
    }

    /// <summary>One tap of a pixel: its samples and its weights, channel by channel.</summary>
    private struct Read
    {
        public float* X, W;
    }
}
