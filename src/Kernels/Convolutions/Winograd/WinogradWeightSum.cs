using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The sum of <see cref="WinogradWeightGradient"/> for one width of register.</summary>
/// <remarks>
/// The channels of both sides are cut into parts; for each pair of parts, blocks of tiles (times a range of output planes) are transformed and multiplied, one block after the other:
/// <code>
/// V  [position][group][input plane][tile][G]      transformed input: matrices [tiles, G channels] that the product reads transposed
/// Y  [position][panel][output plane][tile][2·L]   transformed gradient: micropanels of the product's right matrix, tiles as its depth
/// dU [position][tap][panel][input channel][2·L]   the sum: dU[tap] += Σ over planes p of V[p + tap]ᵀ·Y[p], planes and tiles being one run of the product's depth
/// </code>
/// All three are shared. Workers split the tiles while they transform, and positions, taps and panels while they multiply: each number of dU belongs to one piece of work,
/// which adds tiles in their order, so the bits do not depend on the team, and no worker needs a dU of its own.
/// </remarks>
internal sealed unsafe class WinogradWeightSum<TLane, TTile> : Kernel
    where TLane : unmanaged, ILane<TLane>
    where TTile : struct, IWinogradTile
{
    // Floats of dU (22 MB: 256 by 256 channels) and of V and Y together (16 MB). The transforms are repeated for every pair of parts, and dU is read and written for every block of tiles.
    private const long SumBudget = 5632 * 1024, TileBudget = 4096 * 1024;

    // Input channels of a part: 288 is a multiple of the groups of 24.
    private const int PartChannels = 288;

    // Depth of one product, in tiles: a group of V and a micropanel of Y, 176 x (24 + 16) floats, stay in a first-level cache while the group's rows pass by,
    // and dU, which no second-level cache holds, is visited seldom. With 256 x (48 + 16) each line of V came from the second level eight times: a tenth slower.
    private const int DepthOfProduct = 176;

    // Tiles that one piece of the transforms takes, and panels that one piece of the product takes.
    private const int TransformTiles = 8, ProductPanels = 4;

    private readonly ConvGeometry _geometry;
    private readonly WinogradInputs<TLane> _inputs, _gradient;
    private readonly OrderedWeights _weights;
    private readonly WinogradTiles<TTile> _tiles;
    private readonly int _inputDepth, _outputDepth, _taps;

    // G: channels of a group, the smallest multiple of both L and MR from 24 on. A row of V is that long: long rows, of a power of two, would fall into few sets of the cache.
    private readonly int _groupChannels;

    // Of a part: blocks of L input channels, panels of 2·L output channels. Of a block: tiles and output planes.
    private readonly int _partBlocks, _partPanels, _blockTiles, _blockPlanes;
    private readonly long _strideV, _strideY, _strideU;

    // The state of a run: where its loops stand.
    private Scratch _scratch;
    private int _firstBlock, _firstPanel, _firstTile, _firstPlane;

    public WinogradWeightSum(ConvGeometry geometry, ReadOnlySpan<Window> inputs, OrderedWeights weights, Window gradient)
    {
        _geometry = geometry;
        _inputs = new WinogradInputs<TLane>(inputs);
        _gradient = new WinogradInputs<TLane>([gradient]);
        _weights = weights;
        _tiles = WinogradTiles<TTile>.Of(gradient);
        (_inputDepth, _outputDepth, _taps) = (inputs[0].D, gradient.D, geometry.Kernel.D);

        _groupChannels = TLane.Count;
        while (_groupChannels < 24 || _groupChannels % TLane.Rows != 0)
        {
            _groupChannels += TLane.Count;
        }

        _partBlocks = Even(_inputs.Blocks, Math.Max(1, PartChannels / _groupChannels) * GroupBlocks, GroupBlocks);
        var perPanel = (long)TTile.Positions * _taps * PartRows * 2 * TLane.Count;
        _partPanels = Even((_gradient.Blocks + 1) / 2, (int)Math.Clamp(SumBudget / perPanel, 1, int.MaxValue), 1);

        _blockPlanes = _taps == 1 ? 1 : Math.Min(Math.Max(1, _outputDepth), 8);
        var perTile = TTile.Positions * ((InputPlanes * (long)PartRows) + ((long)_blockPlanes * _partPanels * 2 * TLane.Count));
        _blockTiles = (int)Math.Clamp(TileBudget / perTile, 1, Math.Max(1, Math.Min(_tiles.Count, DepthOfProduct / _blockPlanes)));

        _strideV = VectorPlaces.PositionStride((long)InputPlanes * _blockTiles * PartRows);
        _strideY = VectorPlaces.PositionStride((long)_blockPlanes * _blockTiles * _partPanels * 2 * TLane.Count);
        _strideU = VectorPlaces.PositionStride(_taps * _partPanels * PanelLength);
    }

    /// <inheritdoc/>
    public override string Name => $"Winograd {TTile.Name} gradient to the weights";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(TTile.Positions * (_strideV + _strideY + _strideU), WorkLength);

    private int GroupBlocks => _groupChannels / TLane.Count;

    private static int WorkLength => WinogradInputs<TLane>.WorkLength<TTile>();

    // Input channels of a part, in whole groups.
    private int PartRows => (_partBlocks + GroupBlocks - 1) / GroupBlocks * _groupChannels;

    // Floats of dU for one tap and panel.
    private long PanelLength => (long)PartRows * 2 * TLane.Count;

    private int InputPlanes => _blockPlanes + _taps - 1;

    private float* V => _scratch.Shared;

    private float* Y => V + (TTile.Positions * _strideV);

    private float* U => Y + (TTile.Positions * _strideY);

    private int Tiles => Math.Min(_blockTiles, _tiles.Count - _firstTile);

    private int Planes => Math.Min(_blockPlanes, _outputDepth - _firstPlane);

    private int Blocks => Math.Min(_partBlocks, _inputs.Blocks - _firstBlock);

    // Blocks of L output channels in the part, and panels of two.
    private int GradientBlocks => Math.Min(2 * _partPanels, _gradient.Blocks - (2 * _firstPanel));

    private int PartPanels => (GradientBlocks + 1) / 2;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        for (_firstBlock = 0; _firstBlock < _inputs.Blocks; _firstBlock += _partBlocks)
        {
            for (_firstPanel = 0; 2 * _firstPanel < _gradient.Blocks; _firstPanel += _partPanels)
            {
                AddAllTiles(team);
                team.For(_taps * Blocks, this, static (self, piece, worker) => self.Write(piece, worker));
            }
        }
    }

    private void AddAllTiles(ThreadTeam team)
    {
        for (_firstPlane = 0; _firstPlane < _outputDepth; _firstPlane += _blockPlanes)
        {
            for (_firstTile = 0; _firstTile < _tiles.Count; _firstTile += _blockTiles)
            {
                var chunks = (Tiles + TransformTiles - 1) / TransformTiles;
                team.For(chunks * (Planes + _taps - 1), this, static (self, piece, worker) => self.TransformInput(piece, worker));
                team.For(chunks * Planes, this, static (self, piece, worker) => self.TransformGradient(piece, worker));
                team.For(TTile.Positions * _taps * ((PartPanels + ProductPanels - 1) / ProductPanels), this, static (self, piece, _) => self.Multiply(piece));
            }
        }
    }

    // How many of `total` a part takes: at most `most`, as evenly as whole groups allow.
    private static int Even(int total, int most, int group)
    {
        var parts = Math.Max(1, (total + most - 1) / most);
        var each = (total + parts - 1) / parts;
        return Math.Max(1, Math.Min(total, (each + group - 1) / group * group));
    }

    // V: some tiles of one input plane, if it exists.
    private void TransformInput(int piece, int worker)
    {
        var (slot, chunk) = Math.DivRem(piece, (Tiles + TransformTiles - 1) / TransformTiles);
        var plane = _firstPlane - _geometry.PadBefore.D + slot;
        if (plane < 0 || plane >= _inputDepth)
        {
            return;
        }

        int tile = chunk * TransformTiles, end = Math.Min(Tiles, tile + TransformTiles);
        var places = new VectorPlaces(int.MaxValue, 0, _groupChannels, GroupBlocks, (long)InputPlanes * Tiles * _groupChannels, TLane.Count);
        var range = new WinogradRange(_firstTile + tile, _firstTile + end, _firstBlock, _firstBlock + Blocks, plane, _geometry.PadBefore.H, _geometry.PadBefore.W);
        _inputs.Transform(_tiles, range, places, V + (((long)slot * Tiles) + tile) * _groupChannels, _strideV, _scratch.Of(worker));
    }

    // Y: some tiles of one output plane.
    private void TransformGradient(int piece, int worker)
    {
        var (slot, chunk) = Math.DivRem(piece, (Tiles + TransformTiles - 1) / TransformTiles);
        int tile = chunk * TransformTiles, end = Math.Min(Tiles, tile + TransformTiles), width = 2 * TLane.Count;
        var places = new VectorPlaces(int.MaxValue, 0, width, 2, (long)Planes * Tiles * width, TLane.Count);
        var range = new WinogradRange(_firstTile + tile, _firstTile + end, 2 * _firstPanel, (2 * _firstPanel) + GradientBlocks, _firstPlane + slot, 0, 0);
        _gradient.TransformGradient(_tiles, range, places, Y + ((((long)slot * Tiles) + tile) * width), _strideY, _scratch.Of(worker));
    }

    // dU += Vᵀ·Y for one position, one tap and a few panels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int piece)
    {
        var (rest, chunk) = Math.DivRem(piece, (PartPanels + ProductPanels - 1) / ProductPanels);
        var (position, tap) = Math.DivRem(rest, _taps);

        // The output planes whose input plane, first + tap, exists: one run of planes, hence of tiles.
        var first = _firstPlane + tap - _geometry.PadBefore.D;
        int begin = Math.Max(0, -first), end = Math.Min(Planes, _inputDepth - first), width = 2 * TLane.Count;
        var isFirst = _firstTile == 0 && _firstPlane == 0;
        var sums = U + (position * _strideU) + (tap * _partPanels * PanelLength);
        int endPanel = Math.Min(PartPanels, (chunk + 1) * ProductPanels), depth = (end - begin) * Tiles;
        for (var panel = chunk * ProductPanels; panel < endPanel; panel++)
        {
            var sum = sums + (panel * PanelLength);
            if (begin < end)
            {
                var left = V + (position * _strideV) + ((long)(begin + tap) * Tiles * _groupChannels);
                MultiplyPanel(depth, left, Y + (position * _strideY) + ((((long)panel * Planes) + begin) * Tiles * width), sum, !isFirst);
            }
            else if (isFirst)
            {
                new Span<float>(sum, (int)PanelLength).Clear();
            }
        }
    }

    // One panel: all groups of input channels, microtile after microtile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyPanel(int depth, float* left, float* right, float* sum, bool accumulate)
    {
        var rows = Blocks * TLane.Count;
        for (var row = 0; row < rows; row += _groupChannels, left += (long)InputPlanes * Tiles * _groupChannels)
        {
            for (var column = 0; column < Math.Min(_groupChannels, rows - row); column += TLane.Rows, sum += TLane.Rows * 2 * TLane.Count)
            {
                Microkernel.RunTransposed<TLane>(depth, left + column, _groupChannels, right, sum, 2 * TLane.Count, accumulate);
            }
        }
    }

    // dW = Gᵀ dU G for one tap and L input channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(int piece, int worker)
    {
        var (tap, block) = Math.DivRem(piece, Blocks);
        var (input, inputs) = _inputs.Block(_firstBlock + block);
        var work = _scratch.Of(worker);
        var panels = U + (tap * _partPanels * PanelLength) + (block * TLane.Count * 2L * TLane.Count);
        for (var output = 0; output < GradientBlocks; output += 2)
        {
            var rows = panels + (output / 2 * PanelLength);
            for (var row = 0; row < inputs; row++)
            {
                // Both halves of a row, one after the other: they share cache lines on either side.
                for (var half = 0; half < Math.Min(2, GradientBlocks - output); half++)
                {
                    TTile.WeightsGradient<TLane>(rows + (((row * 2) + half) * TLane.Count), _strideU, work, work + (9 * TLane.Count));
                    Write(tap, input + row, ((2 * _firstPanel) + output + half) * TLane.Count, work);
                }
            }
        }
    }

    // Nine taps of one input and L output channels, or of as many as there are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(int depth, int input, int output, float* from)
    {
        var values = _weights.Values;
        bool transposed = _weights.Transposed, flipped = _weights.Flipped;
        var (inputStep, outputStep) = transposed ? (1, values.C) : (values.C, 1);
        var start = values.Start + ((long)input * inputStep) + ((long)output * outputStep);
        var outputs = Math.Min(TLane.Count, _weights.Outputs - output);
        for (var tap = 0; tap < 9; tap++)
        {
            var stored = flipped ? (9 * (_taps - 1 - depth)) + 8 - tap : (9 * depth) + tap;
            var to = start + ((long)stored * values.W * values.C);
            if (outputs == TLane.Count && !transposed)
            {
                TLane.Store(TLane.Load(from + (tap * TLane.Count)), to);
                continue;
            }

            for (var o = 0; o < outputs; o++)
            {
                to[o * outputStep] = from[(tap * TLane.Count) + o];
            }
        }
    }
}
