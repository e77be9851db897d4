using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The kernel behind <see cref="ConvWeightGradient"/>: for each group of channels, dW = Xᵀ·dY, a product that sums over positions.</summary>
/// <remarks>
/// X is the matrix of what the taps read ([positions, taps·Cin/groups], never stored whole), dY the output's gradient ([positions, Cout/groups]). Either may be the transposed
/// left matrix, whose blocks are copied as they are, and the other the right one, whose blocks are packed: the one whose numbers lie side by side in dW, unless the other order leaves far less of the microtiles empty.
/// <para>
/// Work is cut into blocks of dW and, where these are few, slices of the positions. Each slice sums into a copy of dW of its own; the copies are added in their order. The number of slices
/// follows from the shape, and keeps all copies within 32 MB.
/// </para>
/// </remarks>
internal sealed unsafe class WeightGradient<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // Positions that are packed at a time: the more, the less often tiles are loaded and stored; a right panel of 24 KB (256 bits) stays in L1.
    private const int MostChunk = 384;

    // Positions of a slice: its copy of dW is written and read once for so many.
    private const int LeastSlice = 1024;

    // Rows and columns of a block of dW: its tiles take 256 KB. The packed operands, up to 384 KB each, pass through L2.
    private const int MostBlock = 256;

    private const int EnoughPieces = 128;
    private const long MostCopies = 8 << 20;

    // Floats that are added up in one piece.
    private const int SumPiece = 8192;

    private readonly ConvWindows _windows;
    private readonly Group[] _groups;
    private readonly int _slices, _chunk;
    private readonly long _sliceLength;
    private Scratch _scratch;

    /// <summary>Plans it.</summary>
    public WeightGradient(ConvWindows windows, ConvGeometry geometry, bool transposed)
    {
        _windows = windows;
        _groups = [.. Enumerable.Range(0, geometry.Groups).Select(group => new Group(windows, geometry, group, transposed))];
        var first = _groups[0];
        var wanted = (EnoughPieces + (_groups.Length * first.Blocks) - 1) / (_groups.Length * first.Blocks);
        var size = windows.Weights.Size;
        _slices = size == 0 ? 1 : (int)Math.Clamp(Math.Min(Math.Min(wanted, MostCopies / size), first.Rows / LeastSlice), 1, EnoughPieces);
        _sliceLength = (first.Rows + _slices - 1) / _slices;
        var chunks = Math.Max((_sliceLength + MostChunk - 1) / MostChunk, 1);
        _chunk = (int)((_sliceLength + chunks - 1) / chunks);
    }

    /// <inheritdoc/>
    public override string Name => _slices == 1 ? "weight gradient, product" : $"weight gradient, product in {_slices} slices";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(_slices == 1 ? 0 : _slices * _windows.Weights.Size, _groups[0].PerWorker(_chunk));

    private static int MR => TLane.Rows;

    private static int NR => 2 * TLane.Count;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_groups.Length * _groups[0].Blocks * _slices, this, static (kernel, piece, worker) => kernel.Multiply(piece, kernel._scratch.Of(worker)));
        if (_slices > 1)
        {
            var pieces = (_windows.Weights.Size + SumPiece - 1) / SumPiece;
            team.For((int)pieces, this, static (kernel, piece, _) => kernel.AddSlices((long)piece * SumPiece));
        }
    }

    private void Multiply(int piece, float* scratch)
    {
        var slice = piece % _slices;
        var block = piece / _slices % _groups[0].Blocks;
        var group = _groups[piece / _slices / _groups[0].Blocks];
        var copy = _slices == 1 ? _windows.Weights.Start : _scratch.Shared + (slice * _windows.Weights.Size);
        var first = slice * _sliceLength;
        group.Multiply(block, (first, Math.Min(first + _sliceLength, group.Rows), _chunk), scratch, copy);
    }

    private void AddSlices(long first)
    {
        var size = _windows.Weights.Size;
        PartialSums.Add<TLane>(_scratch.Shared, _slices, size, (first, Math.Min(size, first + SumPiece)), _windows.Weights.Start);
    }

    /// <summary>The product of one group of channels.</summary>
    private sealed class Group
    {
        // What a product takes longer whose numbers go to dw one by one.
        private const double ScatteredStore = 1.25;

        // Rows of dw that are asked for before they are stored to: they lie apart and far away.
        private const int Ahead = 24;

        private readonly TapColumns _left, _right;

        // Where in dw an element goes: row of the left matrix + column of the right one.
        private readonly long[] _leftOffset, _rightOffset;

        public Group(ConvWindows windows, ConvGeometry geometry, int group, bool transposed)
        {
            var (inputs, outputs) = (windows.InputChannels / geometry.Groups, windows.Output.C / geometry.Groups);
            var positions = new Triple(windows.Output.D, windows.Output.H, windows.Output.W);
            var x = ProductConv.Slice(windows.Input, group * inputs, inputs);
            var dy = windows.Output.Channels(group * outputs, outputs);
            var taps = TapOffsets.Of(geometry);
            var k = taps.Count * inputs;

            long inputStride = transposed ? 1 : windows.Output.C, outputStride = transposed ? inputs : 1, tapStride = (long)inputs * windows.Output.C;
            long[] xOffsets = [.. Enumerable.Range(0, k).Select(i => (i / inputs * tapStride) + (i % inputs * inputStride))];
            long[] dyOffsets = [.. Enumerable.Range(0, outputs).Select(o => ((group * outputs) + o) * outputStride)];

            // The columns of the right matrix are those that lie side by side in dw, unless that leaves far more lanes empty.
            var (onTheLeft, onTheRight) = (Cost(outputs, k), Cost(k, outputs));
            var gradientOnTheLeft = transposed ? onTheLeft <= ScatteredStore * onTheRight : ScatteredStore * onTheLeft < onTheRight;
            TapColumns Columns(bool ofTheGradient, int padding)
            {
                var count = ofTheGradient ? outputs : k;
                var blocks = Math.Max(1, (count + MostBlock - 1) / MostBlock);
                var block = Math.Max(padding, RightPanels.Padded((count + blocks - 1) / blocks, padding));
                return ofTheGradient ? new([dy], TapOffsets.Itself, positions, padding, block) : new(x, taps, positions, padding, block);
            }

            _left = Columns(gradientOnTheLeft, MR);
            _right = Columns(!gradientOnTheLeft, NR);
            (_leftOffset, _rightOffset) = gradientOnTheLeft ? (dyOffsets, xOffsets) : (xOffsets, dyOffsets);
        }

        public long Rows => _left.Rows;

        public int Blocks => _left.Blocks * _right.Blocks;

        public long PerWorker(int chunk) => (2 * PlacesLength(chunk)) + LeftLength(chunk) + RightLength(chunk) + ((long)_left.Block * _right.Block);

        private static int PlacesLength(int chunk) => chunk * sizeof(TapColumns.Place) / sizeof(float);

        private int LeftLength(int chunk) => RightPanels.Padded(MicrotileBlock.TransposedLength<TLane>(_left.Block, chunk), 16);

        private int RightLength(int chunk) => chunk * _right.Block;

        // Multiply-adds for one position, those of empty lanes included.
        private static long Cost(int left, int right) => (long)RightPanels.Padded(left, MR) * RightPanels.Padded(right, NR);

        public void Multiply(int block, (long First, long End, int Chunk) positions, float* scratch, float* to)
        {
            var (leftBlock, rightBlock) = (block / _right.Blocks, block % _right.Blocks);
            var (first, end, chunk) = positions;
            TapColumns.Place* leftPlaces = (TapColumns.Place*)scratch, rightPlaces = leftPlaces + chunk;
            float* left = scratch + (2 * PlacesLength(chunk)), right = left + LeftLength(chunk), tiles = right + RightLength(chunk);
            var panels = (_left.Width(leftBlock) / MR, _right.Width(rightBlock) / NR);
            if (first >= end)
            {
                new Span<float>(tiles, _left.Block * _right.Block).Clear();
            }

            for (var row = first; row < end; row += chunk)
            {
                var rows = (int)Math.Min(chunk, end - row);
                _left.Locate(row, rows, leftPlaces);
                _right.Locate(row, rows, rightPlaces);
                _left.WriteRows<TLane>(leftPlaces, rows, leftBlock, left);
                _right.PackRight<TLane>(rightPlaces, rows, rightBlock, right);
                MicrotileBlock.MultiplyTransposed<TLane>(panels, rows, left, right, tiles, accumulate: row > first);
            }

            Store(tiles, (leftBlock * _left.Block, rightBlock * _right.Block), panels, to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Store(float* tiles, (int Left, int Right) first, (int Left, int Right) panels, float* to)
        {
            for (var panel = 0; panel < panels.Right; panel++)
            {
                var columns = Math.Min(NR, _rightOffset.Length - first.Right - (panel * NR));
                var right = first.Right + (panel * NR);
                var isRun = columns == NR && _rightOffset[right + NR - 1] - _rightOffset[right] == NR - 1;
                for (var row = first.Left; row < first.Left + (panels.Left * MR); row++, tiles += NR)
                {
                    if (isRun && row < _leftOffset.Length)
                    {
                        Prefetch.Line(to + _leftOffset[Math.Min(row + Ahead, _leftOffset.Length - 1)] + _rightOffset[right]);
                        var start = to + _leftOffset[row] + _rightOffset[right];
                        TLane.Store(TLane.Load(tiles), start);
                        TLane.Store(TLane.Load(tiles + TLane.Count), start + TLane.Count);
                        continue;
                    }

                    for (var column = 0; row < _leftOffset.Length && column < columns; column++)
                    {
                        to[_leftOffset[row] + _rightOffset[right + column]] = tiles[column];
                    }
                }
            }
        }
    }
}
