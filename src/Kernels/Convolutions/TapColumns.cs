using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Where the taps of a product read, axis by axis: tap t of a position p reads p·step + offset[t].</summary>
/// <param name="Step">Samples of the source between neighbouring positions.</param>
/// <param name="D">Offsets along depth; the taps are all combinations of the three axes.</param>
/// <param name="H">Offsets along height.</param>
/// <param name="W">Offsets along width.</param>
internal sealed record TapOffsets(Triple Step, int[] D, int[] H, int[] W)
{
    /// <summary>Combinations of the three axes.</summary>
    public int Count => D.Length * H.Length * W.Length;

    /// <summary>Whether neighbouring positions read the same samples; not so where the step is as long as the taps reach.</summary>
    public bool Overlap => Overlaps(D, Step.D) || Overlaps(H, Step.H) || Overlaps(W, Step.W);

    /// <summary>The taps of a convolution: offset[t] = t·dilation − padBefore.</summary>
    public static TapOffsets Of(ConvGeometry geometry) => new(
        geometry.Stride,
        Of(geometry.Kernel.D, geometry.Dilation.D, geometry.PadBefore.D),
        Of(geometry.Kernel.H, geometry.Dilation.H, geometry.PadBefore.H),
        Of(geometry.Kernel.W, geometry.Dilation.W, geometry.PadBefore.W));

    /// <summary>One tap that reads the position itself.</summary>
    public static TapOffsets Itself { get; } = new(Triple.All(1), [0], [0], [0]);

    private static bool Overlaps(int[] offsets, int step) => offsets.Length > 0 && offsets.Max() - offsets.Min() >= step;

    private static int[] Of(int kernel, int dilation, int pad) => [.. Enumerable.Range(0, kernel).Select(tap => (tap * dilation) - pad)];
}

/// <summary>The matrix that a convolution multiplies with, never stored whole: a row for each position, a column for each (tap, window, channel), zero where a tap falls outside.</summary>
/// <remarks>
/// The columns are dense, K = taps · channels, then zeros up to a multiple of the lanes; so packed weights need not know how the channels are spread over windows.
/// A run is a stretch of columns that lies contiguous in one pixel of one window. Runs end where a block of columns ends: a block is packed at a time.
/// </remarks>
internal sealed unsafe class TapColumns
{
    // Rows between asking for what a row reads and copying it.
    private const int Ahead = 8;

    private readonly Run[] _runs;
    private readonly int[] _firstRun;
    private readonly Triple _step;

    /// <summary>Lays out the columns.</summary>
    /// <param name="sources">Windows that share [N, D, H, W].</param>
    /// <param name="taps">Where positions read.</param>
    /// <param name="positions">Extents of the positions.</param>
    /// <param name="padding">K is filled up with zeros to a multiple of this.</param>
    /// <param name="block">Columns of a block, a multiple of the padding.</param>
    public TapColumns(IReadOnlyList<Window> sources, TapOffsets taps, Triple positions, int padding, int block)
    {
        Sources = sources;
        Positions = positions;
        _step = taps.Step;
        Count = taps.Count * sources.Sum(source => source.C);
        Padded = (Count + padding - 1) / padding * padding;
        Block = block;
        Blocks = (Padded + block - 1) / block;

        var runs = new List<Run>();
        foreach (var d in taps.D)
        {
            foreach (var h in taps.H)
            {
                foreach (var w in taps.W)
                {
                    foreach (var source in sources)
                    {
                        AddRuns(runs, source, (d, h, w));
                    }
                }
            }
        }

        if (Padded > Count)
        {
            runs.Add(new Run { Column = Count, Count = Padded - Count }); // extents 0: every position is outside
        }

        _runs = [.. runs];
        _firstRun = new int[Blocks + 1];
        for (var b = 0; b <= Blocks; b++)
        {
            var first = Array.FindIndex(_runs, run => run.Column >= b * block);
            _firstRun[b] = first < 0 ? _runs.Length : first;
        }
    }

    /// <summary>The windows, kept alive here: runs hold addresses only.</summary>
    public IReadOnlyList<Window> Sources { get; }

    /// <summary>All runs, in the order of their columns.</summary>
    public ReadOnlySpan<Run> Runs => _runs;

    /// <summary>Extents of the positions, without the samples.</summary>
    public Triple Positions { get; }

    /// <summary>Rows: samples · positions.</summary>
    public long Rows => (long)(Sources.Count == 0 ? 0 : Sources[0].N) * Positions.Product;

    /// <summary>Columns: taps · channels.</summary>
    public int Count { get; }

    /// <summary>Columns, filled up.</summary>
    public int Padded { get; }

    /// <summary>Columns of a block.</summary>
    public int Block { get; }

    /// <summary>Blocks.</summary>
    public int Blocks { get; }

    /// <summary>Columns of one block: <see cref="Block"/>, or what is left in the last.</summary>
    public int Width(int block) => Math.Min(Block, Padded - (block * Block));

    /// <summary>Where rows [first, first + count) read, before the offsets of the taps.</summary>
    public void Locate(long first, int count, Place* places)
    {
        var rest = first;
        var w = (int)(rest % Positions.W);
        rest /= Positions.W;
        var h = (int)(rest % Positions.H);
        rest /= Positions.H;
        var d = (int)(rest % Positions.D);
        var n = (int)(rest / Positions.D);
        for (var row = 0; row < count; row++)
        {
            places[row] = new Place { N = n, D = d * _step.D, H = h * _step.H, W = w * _step.W };
            if (++w < Positions.W)
            {
                continue;
            }

            w = 0;
            if (++h < Positions.H)
            {
                continue;
            }

            h = 0;
            if (++d == Positions.D)
            {
                (d, n) = (0, n + 1);
            }
        }
    }

    /// <summary>Packs rows of one block as the left matrix of the microkernel: [rows / MR][width / L][MR][L]. Rows beyond the count repeat the last one; nobody reads their results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackLeft<TLane>(Place* places, int count, int block, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var width = Width(block);
        var panels = (count + TLane.Rows - 1) / TLane.Rows;
        fixed (Run* runs = _runs)
        {
            for (var row = 0; row < panels * TLane.Rows; row++)
            {
                var place = places[Math.Min(row, count - 1)];
                var start = to + ((long)(row / TLane.Rows) * TLane.Rows * width) + (row % TLane.Rows * TLane.Count);
                var later = places[Math.Min(row + Ahead, count - 1)];
                for (var run = runs + _firstRun[block]; run < runs + _firstRun[block + 1]; run++)
                {
                    if (run->IsSlice)
                    {
                        run->AskFor(later);
                    }

                    Spread<TLane>(run->At(place), start, run->Column - (block * Block), run->Count, TLane.Count, TLane.Rows * TLane.Count);
                }
            }
        }
    }

    /// <summary>Packs rows of one block as the right matrix of a product that sums over rows: [width / 2L][rows][2L].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackRight<TLane>(Place* places, int count, int block, float* to) where TLane : unmanaged, ILane<TLane>
    {
        fixed (Run* runs = _runs)
        {
            for (var row = 0; row < count; row++)
            {
                for (var run = runs + _firstRun[block]; run < runs + _firstRun[block + 1]; run++)
                {
                    Spread<TLane>(run->At(places[row]), to + (row * 2L * TLane.Count), run->Column - (block * Block), run->Count, 2 * TLane.Count, count * 2L * TLane.Count);
                }
            }
        }
    }

    /// <summary>Writes rows of one block, [width / G][rows][G]: the left matrix, in memory transposed, of a product that sums over rows (<see cref="MicrotileBlock.MultiplyTransposed"/>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteRows<TLane>(Place* places, int count, int block, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var group = MicrotileBlock.Group<TLane>();
        fixed (Run* runs = _runs)
        {
            for (var row = 0; row < count; row++)
            {
                for (var run = runs + _firstRun[block]; run < runs + _firstRun[block + 1]; run++)
                {
                    Spread<TLane>(run->At(places[row]), to + (row * group), run->Column - (block * Block), run->Count, group, (long)count * group);
                }
            }
        }
    }

    // Writes floats to columns [column, column + count) of a row whose columns lie in chunks, `stride` apart. From null: zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TLane>(float* from, float* to, int column, int count, int chunk, long stride) where TLane : unmanaged, ILane<TLane>
    {
        var lane = column % chunk;
        to += column / chunk * stride;
        if (lane == 0 && from != null)
        {
            // The usual case: whole chunks of the source.
            for (; count >= chunk; count -= chunk, from += chunk, to += stride)
            {
                CopyFew<TLane>(from, to, chunk);
            }
        }

        while (count > 0)
        {
            var n = Math.Min(chunk - lane, count);
            if (from == null)
            {
                new Span<float>(to + lane, n).Clear();
            }
            else
            {
                CopyFew<TLane>(from, to + lane, n);
                from += n;
            }

            to += stride;
            count -= n;
            lane = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyFew<TLane>(float* from, float* to, int count) where TLane : unmanaged, ILane<TLane>
    {
        var i = 0;
        for (; i <= count - TLane.Count; i += TLane.Count)
        {
            TLane.Store(TLane.Load(from + i), to + i);
        }

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }

    private void AddRuns(List<Run> runs, Window source, (int D, int H, int W) tap)
    {
        var column = runs.Count == 0 ? 0 : runs[^1].Column + runs[^1].Count;
        for (var channel = 0; channel < source.C;)
        {
            var count = Math.Min(source.C - channel, Block - (column % Block));
            runs.Add(new Run
            {
                // The address of tap (d, h, w) of position 0; it may lie before the memory, At() asks first.
                Start = source.Start + channel + (tap.D * source.StrideD) + (tap.H * source.StrideH) + (tap.W * source.StrideW),
                StrideN = source.StrideN,
                StrideD = source.StrideD,
                StrideH = source.StrideH,
                StrideW = source.StrideW,
                OffsetD = tap.D,
                OffsetH = tap.H,
                OffsetW = tap.W,
                D = source.D,
                H = source.H,
                W = source.W,
                Column = column,
                Count = count,
                IsSlice = source.StrideW != source.C,
            });
            (channel, column) = (channel + count, column + count);
        }
    }

    /// <summary>What a position reads before the offset of a tap.</summary>
    internal struct Place
    {
        public int N, D, H, W;
    }

    /// <summary>A stretch of columns that lies contiguous in a pixel of one window.</summary>
    internal struct Run
    {
        public float* Start;
        public long StrideN, StrideD, StrideH, StrideW;
        public int OffsetD, OffsetH, OffsetW, D, H, W, Column, Count;

        // Whether the channels of a pixel are part of a longer one: then pixels lie apart, which the processor does not foresee.
        public bool IsSlice;

        /// <summary>The run's floats for a position, or null where the tap falls outside.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly float* At(in Place place) =>
            (uint)(place.D + OffsetD) < (uint)D && (uint)(place.H + OffsetH) < (uint)H && (uint)(place.W + OffsetW) < (uint)W
                ? Start + (place.N * StrideN) + (place.D * StrideD) + (place.H * StrideH) + (place.W * StrideW)
                : null;

        /// <summary>Asks for the lines that a position will read.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void AskFor(in Place place)
        {
            var from = Start + (place.N * StrideN) + (place.D * StrideD) + (place.H * StrideH) + (place.W * StrideW);
            for (var at = 0; at < Count; at += Prefetch.LineFloats)
            {
                Prefetch.Line(from + at);
            }
        }
    }
}
