using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The weights of a Winograd convolution, transformed strip by strip: U = G w Gᵀ, as micropanels of the product's right matrix.</summary>
/// <remarks>
/// Rows of channels that only fill a block up are zero, as are columns behind the last output channel.
/// <para>
/// The plain weights of wide layers lie a multiple of 4 KB apart, from tap to tap and from row to row: all in one set of the cache, where they drive each other out.
/// So a few rows are first copied side by side, each line read once and whole: <c>work [input][9 taps][2·L outputs]</c>. Without that the transform takes four times as long.
/// </para>
/// </remarks>
internal sealed unsafe class WinogradWeights<TLane, TTile>
    where TLane : unmanaged, ILane<TLane>
    where TTile : struct, IWinogradTile
{
    private readonly OrderedWeights _weights;
    private readonly WinogradInputs<TLane> _inputs;

    // Floats between taps, and between rows of channels as they are stored.
    private readonly long _tap, _row;

    public WinogradWeights(OrderedWeights weights, WinogradInputs<TLane> inputs)
    {
        (_weights, _inputs) = (weights, inputs);
        (_tap, _row) = ((long)weights.Values.W * weights.Values.C, weights.Values.C);
    }

    /// <summary>Floats of one panel, all taps and channels.</summary>
    public long PanelLength => (long)_weights.Values.N * _inputs.Blocks * TLane.Count * Width;

    /// <summary>Panels of 2·L output channels.</summary>
    public int Panels => (_weights.Outputs + Width - 1) / Width;

    /// <summary>Floats to work in.</summary>
    public static int WorkLength => GatheredLength + (3 * TTile.Patch * TLane.Count);

    private static int GatheredLength => LineBlocks * TLane.Count * RowLength;

    private static int Width => 2 * TLane.Count;

    // Floats of work for one input channel.
    private static int RowLength => 9 * Width;

    // Channel blocks that share a cache line: they are read together.
    private static int LineBlocks => Math.Max(1, 16 / TLane.Count);

    /// <summary>Transforms some channel blocks of one panel and one depth tap: [position][channel][2·L].</summary>
    /// <param name="panel">Which 2·L output channels.</param>
    /// <param name="tap">Which depth tap.</param>
    /// <param name="blocks">From which block of L input channels up to which.</param>
    /// <param name="to">Where the first of the blocks goes, at position 0.</param>
    /// <param name="stride">Floats between positions.</param>
    /// <param name="work">Memory to work in.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform(int panel, int tap, (int First, int End) blocks, float* to, long stride, float* work)
    {
        var (first, line, column) = _weights.Flipped ? (8 * Width, -3 * Width, -Width) : (0, 3 * Width, Width);
        var buffer = work + GatheredLength;
        for (var block = blocks.First; block < blocks.End; block += LineBlocks)
        {
            var count = Math.Min(LineBlocks, blocks.End - block);
            Gather(panel * Width, tap, (block, count), work);
            for (var row = 0; row < count * TLane.Count; row++)
            {
                var from = work + (row * RowLength) + first;
                TTile.Weights<TLane>(from, line, column, to, stride, buffer);
                TTile.Weights<TLane>(from + TLane.Count, line, column, to + TLane.Count, stride, buffer);
                to += Width;
            }
        }
    }

    // The plain weights of a few channel blocks and one panel, side by side, zero where there is no channel.
    private void Gather(int output, int tap, (int First, int Count) blocks, float* work)
    {
        var outputs = Math.Min(Width, _weights.Outputs - output);
        var taps = Taps(tap);
        for (var block = 0; block < blocks.Count; block++)
        {
            var inputs = _inputs.Block(blocks.First + block);
            if (inputs.Count < TLane.Count || outputs < Width)
            {
                new Span<float>(work + (block * TLane.Count * RowLength), TLane.Count * RowLength).Clear();
            }
        }

        for (var t = 0; t < 9; t++)
        {
            if (_weights.Transposed)
            {
                GatherTransposed(taps + (t * _tap) + (output * _row), blocks, outputs, work + (t * Width));
            }
            else
            {
                GatherRows(taps + (t * _tap) + output, blocks, outputs, work + (t * Width));
            }
        }
    }

    private float* Taps(int tap) => _weights.Values.Start + ((_weights.Flipped ? _weights.Values.N - 1 - tap : tap) * 9 * _tap);

    // One tap, rows of outputs: from [input][Cout].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherRows(float* from, (int First, int Count) blocks, int outputs, float* work)
    {
        for (var block = 0; block < blocks.Count; block++)
        {
            var (input, inputs) = _inputs.Block(blocks.First + block);
            var to = work + (block * TLane.Count * RowLength);
            for (var row = from + (input * _row); inputs > 0; inputs--, row += _row, to += RowLength)
            {
                if (outputs == Width)
                {
                    Prefetch.Later(row + (LineBlocks * TLane.Count * _row));
                    TLane.Store(TLane.Load(row), to);
                    TLane.Store(TLane.Load(row + TLane.Count), to + TLane.Count);
                    continue;
                }

                for (var o = 0; o < outputs; o++)
                {
                    to[o] = row[o];
                }
            }
        }
    }

    // One tap, rows of inputs: from [output][Cin].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherTransposed(float* from, (int First, int Count) blocks, int outputs, float* work)
    {
        var squares = TLane.Count >= SquareBlock.Size && outputs == Width;
        for (var o = 0; squares && o < Width; o++)
        {
            Prefetch.Later(from + (o * _row) + _inputs.Block(blocks.First).First + (LineBlocks * TLane.Count));
        }

        for (var o = 0; squares && o < Width; o += SquareBlock.Size)
        {
            Squares(from + (o * _row), blocks, work + o);
        }

        for (var o = 0; !squares && o < outputs; o++)
        {
            for (var block = 0; block < blocks.Count; block++)
            {
                var (input, inputs) = _inputs.Block(blocks.First + block);
                float* row = from + (o * _row) + input, to = work + (block * TLane.Count * RowLength) + o;
                for (var k = 0; k < inputs; k++)
                {
                    to[k * RowLength] = row[k];
                }
            }
        }
    }

    // The same for as many outputs as a square block has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Squares(float* from, (int First, int Count) blocks, float* work)
    {
        for (var block = 0; block < blocks.Count; block++)
        {
            var (input, inputs) = _inputs.Block(blocks.First + block);
            float* rows = from + input, to = work + (block * TLane.Count * RowLength);
            var k = 0;
            for (; k + SquareBlock.Size <= inputs; k += SquareBlock.Size)
            {
                SquareBlock.Transpose(rows + k, _row, to + (k * RowLength), RowLength);
            }

            for (; k < inputs; k++)
            {
                for (var o = 0; o < SquareBlock.Size; o++)
                {
                    to[(k * RowLength) + o] = rows[(o * _row) + k];
                }
            }
        }
    }
}
