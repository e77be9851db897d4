using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The way of <see cref="ConvWeightGradient"/> for few input channels (the first layer): dw[k, co] = Σ over positions of strip[position + offset[k]]·dy[position, co].</summary>
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

    private readonly ConvWindows _windows;
    private readonly bool _transposed;
    private readonly InputStrip _strip;
    private readonly int[] _offsets; // filled up to a multiple of MR: the surplus reads what it likes and is not stored
    private readonly int _slices;
    private Scratch _scratch;

    /// <summary>Plans it.</summary>
    public StripWeightGradient(ConvWindows windows, ConvGeometry geometry, bool transposed)
    {
        (_windows, _transposed) = (windows, transposed);
        _strip = new(windows.Input, TapOffsets.Of(geometry), new(windows.Output.D, windows.Output.H, windows.Output.W));
        _offsets = new int[RightPanels.Padded(_strip.Offsets.Length, MR)];
        _strip.Offsets.CopyTo(_offsets, 0);
        _slices = (int)Math.Clamp(Math.Min(_strip.Blocks, MostCopies / Math.Max(1, CopyLength)), 1, MostSlices);
    }

    /// <inheritdoc/>
    public override string Name => $"weight gradient, direct, few inputs, in {_slices} slices";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(_slices * CopyLength, _strip.Length);

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
                AddRow(block, row, strip + _strip.Start(row, 0), copy);
            }
        }
    }

    private void AddRow(in InputStrip.Block block, int row, float* x, float* tile)
    {
        var output = _windows.Output;
        var dy = output.Pixel(block.N, block.D, block.Row + row, block.Column);
        for (var channel = 0; channel < output.C; channel += NR)
        {
            for (var k = 0; k < _offsets.Length; k += MR, tile += MR * NR)
            {
                Add(x, k, dy + channel, (block.Columns, Math.Min(NR, output.C - channel)), tile);
            }
        }
    }

    // tile[r, j] += Σ over positions of x[position·step + offset[k + r]]·dy[position, j].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(float* x, int k, float* dy, (int Positions, int Channels) extent, float* tile)
    {
        TLane x0 = TLane.Load(tile), x1 = TLane.Load(tile + NR), x2 = TLane.Load(tile + (2 * NR)), x3 = TLane.Load(tile + (3 * NR)), x4 = TLane.Load(tile + (4 * NR)), x5 = TLane.Load(tile + (5 * NR));
        tile += TLane.Count;
        TLane y0 = TLane.Load(tile), y1 = TLane.Load(tile + NR), y2 = TLane.Load(tile + (2 * NR)), y3 = TLane.Load(tile + (3 * NR)), y4 = TLane.Load(tile + (4 * NR)), y5 = TLane.Load(tile + (5 * NR));

        float* a0 = x + _offsets[k], a1 = x + _offsets[k + 1], a2 = x + _offsets[k + 2], a3 = x + _offsets[k + 3], a4 = x + _offsets[k + 4], a5 = x + _offsets[k + 5];
        var (step, stride, count) = (_strip.Step, _windows.Output.StrideW, extent.Channels);
        for (long at = 0, end = (long)extent.Positions * step; at < end; at += step, dy += stride)
        {
            var left = count >= TLane.Count ? TLane.Load(dy) : TLane.LoadFirst(dy, count);
            var right = count >= NR ? TLane.Load(dy + TLane.Count) : count > TLane.Count ? TLane.LoadFirst(dy + TLane.Count, count - TLane.Count) : TLane.Zero;
            TLane value;
            value = TLane.Broadcast(a0[at]); x0 = TLane.MultiplyAdd(value, left, x0); y0 = TLane.MultiplyAdd(value, right, y0);
            value = TLane.Broadcast(a1[at]); x1 = TLane.MultiplyAdd(value, left, x1); y1 = TLane.MultiplyAdd(value, right, y1);
            value = TLane.Broadcast(a2[at]); x2 = TLane.MultiplyAdd(value, left, x2); y2 = TLane.MultiplyAdd(value, right, y2);
            value = TLane.Broadcast(a3[at]); x3 = TLane.MultiplyAdd(value, left, x3); y3 = TLane.MultiplyAdd(value, right, y3);
            value = TLane.Broadcast(a4[at]); x4 = TLane.MultiplyAdd(value, left, x4); y4 = TLane.MultiplyAdd(value, right, y4);
            value = TLane.Broadcast(a5[at]); x5 = TLane.MultiplyAdd(value, left, x5); y5 = TLane.MultiplyAdd(value, right, y5);
        }

        TLane.Store(y0, tile);
        TLane.Store(y1, tile + NR);
        TLane.Store(y2, tile + (2 * NR));
        TLane.Store(y3, tile + (3 * NR));
        TLane.Store(y4, tile + (4 * NR));
        TLane.Store(y5, tile + (5 * NR));
        tile -= TLane.Count;
        TLane.Store(x0, tile);
        TLane.Store(x1, tile + NR);
        TLane.Store(x2, tile + (2 * NR));
        TLane.Store(x3, tile + (3 * NR));
        TLane.Store(x4, tile + (4 * NR));
        TLane.Store(x5, tile + (5 * NR));
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
