using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The way of <see cref="ConvWeightGradient"/> where all of dw stays in cache: dw[k, co] = Σ over positions of strip[position + offset[k]]·dy[position, co].</summary>
/// <remarks>
/// A microtile is 6 values of k = (tap, channel) x 2·L output channels and sums over a row of positions: six pointers walk through an <see cref="InputStrip"/>, dy is read where it lies;
/// nothing is packed.
/// <code>
/// copy of dw, one a slice   [Cout / 2L][K up to a multiple of 6][2L]
/// </code>
/// Blocks of positions fall into slices, at most 64; the copies are added in their order.
/// </remarks>
internal sealed unsafe class StripWeightGradient<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int MR = 6;
    private const int MostSlices = 64;
    private const long MostCopies = 4 << 20;

    // 512 KB: a copy is passed by once for each row of a block.
    private const long MostCopyLength = 1 << 17;

    // 96 KB, where taps do not overlap: there a packed operand is packed once, and the general product is faster from 128 to 64 channels on (kernel 2, stride 2).
    private const long MostCopyLengthApart = 24 << 10;

    private readonly ConvWindows _windows;
    private readonly bool _transposed, _overlap;
    private readonly InputStrip _strip;
    private readonly int[] _offsets; // filled up to a multiple of MR: the surplus reads what it likes and is not stored
    private readonly int _slices;
    private Scratch _scratch;

    /// <summary>Plans it.</summary>
    public StripWeightGradient(ConvWindows windows, ConvGeometry geometry, bool transposed)
    {
        (_windows, _transposed) = (windows, transposed);
        var positions = new Triple(windows.Output.D, windows.Output.H, windows.Output.W);
        var taps = TapOffsets.Of(geometry);
        _overlap = taps.Overlap;
        _strip = new(windows.Input, taps, positions, (long)geometry.Kernel.Product * windows.InputChannels * windows.Output.C);
        _offsets = new int[RightPanels.Padded(_strip.Offsets.Length, MR)];
        _strip.Offsets.CopyTo(_offsets, 0);
        _slices = (int)Math.Clamp(Math.Min(_strip.Blocks, MostCopies / Math.Max(1, CopyLength)), 1, MostSlices);
    }

    /// <summary>Whether the strip and a copy of dw stay in cache together.</summary>
    public bool IsSmall => _strip.IsSmall && CopyLength <= (_overlap ? MostCopyLength : MostCopyLengthApart);

    /// <inheritdoc/>
    public override string Name => $"weight gradient, direct in {_slices} slices";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(_slices * CopyLength, _strip.Length + (_strip.Columns * NR));

    private static int NR => 2 * TLane.Count;

    private int Panels => (_windows.Output.C + NR - 1) / NR;

    private long CopyLength => (long)Panels * _offsets.Length * NR;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_slices, this, static (kernel, slice, worker) => kernel.Sum(slice, kernel._scratch.Of(worker)));
        team.For(Panels, this, static (kernel, panel, _) => kernel.AddSlices(panel));
    }

    private void Sum(int slice, float* strip)
    {
        var copy = _scratch.Shared + (slice * CopyLength);
        new Span<float>(copy, (int)CopyLength).Clear();
        for (var index = (int)((long)_strip.Blocks * slice / _slices); index < (long)_strip.Blocks * (slice + 1) / _slices; index++)
        {
            var block = _strip[index];
            _strip.Fill(block, strip);
            for (var row = 0; row < block.Rows; row++)
            {
                AddRow(block, row, strip + _strip.Start(row, 0), strip + _strip.Length, copy);
            }
        }
    }

    private void AddRow(in InputStrip.Block block, int row, float* x, float* lastChannels, float* tile)
    {
        var output = _windows.Output;
        var dy = output.Pixel(block.N, block.D, block.Row + row, block.Column);
        for (var channel = 0; channel < output.C; channel += NR)
        {
            var (from, stride) = ((nint)(dy + channel), output.StrideW);
            if (output.C - channel < NR)
            {
                // Fewer channels than two registers: a copy with zeros behind them, so that nothing beyond the row is read.
                (from, stride) = ((nint)lastChannels, NR);
                Widen(dy + channel, block.Columns, output.C - channel, lastChannels);
            }

            fixed (int* offsets = _offsets)
            {
                for (var k = 0; k < _offsets.Length; k += MR, tile += MR * NR)
                {
                    Add(x, offsets + k, (float*)from, (block.Columns, _strip.Step, stride), tile);
                }
            }
        }
    }

    private void Widen(float* dy, int positions, int channels, float* to)
    {
        new Span<float>(to, positions * NR).Clear();
        for (var position = 0; position < positions; position++, dy += _windows.Output.StrideW, to += NR)
        {
            new ReadOnlySpan<float>(dy, channels).CopyTo(new Span<float>(to, channels));
        }
    }

    // tile[r, j] += Σ over positions of x[position·step + offset[r]]·dy[position·stride + j]. Sums begin at zero and nothing is called while they live, so that they stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* x, int* offsets, float* dy, (int Positions, long Step, long Stride) walk, float* tile)
    {
        float* a0 = x + offsets[0], a1 = x + offsets[1], a2 = x + offsets[2], a3 = x + offsets[3], a4 = x + offsets[4], a5 = x + offsets[5];
        long step = walk.Step, stride = walk.Stride, end = walk.Positions * step;
        TLane x0 = TLane.Zero, x1 = TLane.Zero, x2 = TLane.Zero, x3 = TLane.Zero, x4 = TLane.Zero, x5 = TLane.Zero;
        TLane y0 = TLane.Zero, y1 = TLane.Zero, y2 = TLane.Zero, y3 = TLane.Zero, y4 = TLane.Zero, y5 = TLane.Zero;
        for (var at = 0L; at < end; at += step, dy += stride)
        {
            TLane left = TLane.Load(dy), right = TLane.Load(dy + TLane.Count), value;
            value = TLane.Broadcast(a0[at]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
            value = TLane.Broadcast(a1[at]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
            value = TLane.Broadcast(a2[at]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
            value = TLane.Broadcast(a3[at]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
            value = TLane.Broadcast(a4[at]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
            value = TLane.Broadcast(a5[at]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
        }

        Put(x0, y0, tile);
        Put(x1, y1, tile + (1 * NR));
        Put(x2, y2, tile + (2 * NR));
        Put(x3, y3, tile + (3 * NR));
        Put(x4, y4, tile + (4 * NR));
        Put(x5, y5, tile + (5 * NR));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TLane left, TLane right, float* to)
    {
        TLane.Store(TLane.Load(to) + left, to);
        TLane.Store(TLane.Load(to + TLane.Count) + right, to + TLane.Count);
    }

    private void AddSlices(int panel)
    {
        var (inputs, outputs) = (_strip.Channels, _windows.Output.C);
        var row = stackalloc float[NR];
        for (var k = 0; k < _strip.Offsets.Length; k++)
        {
            var at = ((long)panel * _offsets.Length) + k;
            PartialSums.Add<TLane>(_scratch.Shared + (at * NR), _slices, CopyLength, (0, NR), row);
            for (var o = panel * NR; o < Math.Min(outputs, (panel + 1) * NR); o++)
            {
                var to = _transposed ? (((long)(k / inputs) * outputs) + o) * inputs + (k % inputs) : ((long)k * outputs) + o;
                _windows.Weights.Start[to] = row[o % NR];
            }
        }
    }
}
