namespace UNetSharp.Kernels;

/// <summary>The convolution of <see cref="WinogradConv"/> for one width of register.</summary>
/// <remarks>
/// A block is a range of tiles times a range of output planes. Three buffers, each with its 36 positions an odd number of cache lines apart:
/// <code>
/// V [36][input plane][panel of MR tiles][K/L][MR][L]    transformed input: micropanels of the product's left matrix
/// U [36][panel][kD][K][2·L]                             transformed weights: micropanels of its right matrix
/// M [36][output plane][tile][2·L·panels]                product: M[plane] = Σ over depth taps t of V[plane + t]·U[t]
/// </code>
/// There are two schedules:
/// <list type="bullet">
/// <item><b>By tiles</b>, for layers with few channels and many tiles: U is shared, whole; a piece of work is a block of tiles, with V and M of its own, sized for the second-level cache.</item>
/// <item><b>By channels</b>, for layers with many channels and few tiles: V is shared, for as many tiles as its budget allows; a piece of work is a panel of output channels,
/// with U and M of its own. Each weight is read and transformed once for hundreds of tiles.</item>
/// </list>
/// </remarks>
internal sealed unsafe class WinogradConvolution<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // Floats of U up to which it is kept whole: 2.5 MB, what a core's share of the third-level cache holds.
    private const long SharedWeights = 640 * 1024;

    // Floats of V and M that one worker keeps in its second-level cache (512 KB on the machines with least), and of V for all workers.
    private const long TileBudget = 96 * 1024, SharedTiles = 2 * 1024 * 1024;

    // Depth of the product between two visits of M: 256 rows of 2·L weights are half a first-level cache.
    private const int DepthOfProduct = 256;

    private readonly ConvGeometry _geometry;
    private readonly WinogradInputs<TLane> _inputs;
    private readonly WinogradWeights<TLane> _weights;
    private readonly WinogradOutput<TLane> _output;
    private readonly WinogradTiles _tiles;
    private readonly int _inputDepth, _outputDepth, _outputChannels;

    // Tiles and output planes of a block, and output panels of a piece.
    private readonly int _blockTiles, _blockPlanes, _piecePanels;
    private readonly bool _byTiles;
    private readonly long _strideV, _strideU, _strideM;

    // The state of a run.
    private Scratch _scratch;
    private int _firstTile, _firstPlane;

    public WinogradConvolution(ConvGeometry geometry, ReadOnlySpan<Window> inputs, OrderedWeights weights, Window output, Epilogue epilogue)
    {
        _geometry = geometry;
        _inputs = new WinogradInputs<TLane>(inputs);
        _weights = new WinogradWeights<TLane>(weights, _inputs);
        _output = new WinogradOutput<TLane>(output, epilogue);
        _tiles = WinogradTiles.Of(output);
        (_inputDepth, _outputDepth, _outputChannels) = (inputs[0].D, output.D, output.C);

        _blockPlanes = geometry.Kernel.D == 1 ? 1 : Math.Min(_outputDepth, 8);
        long perTileV = WinogradTransform.Positions * Depth * InputPlanes, perTileM = WinogradTransform.Positions * 2 * TLane.Count * _blockPlanes;
        var tileBlock = TilesWithin(TileBudget, perTileV + (perTileM * Math.Min(_weights.Panels, 2)));
        _byTiles = _weights.PanelLength * _weights.Panels * WinogradTransform.Positions <= SharedWeights && Blocks(tileBlock) >= 16;
        _blockTiles = _byTiles ? tileBlock : TilesWithin(SharedTiles, perTileV);
        _piecePanels = _byTiles ? _weights.Panels : 1;

        _strideV = WinogradTiles.PositionStride((long)InputPlanes * Panels(_blockTiles) * TLane.Rows * Depth);
        _strideU = WinogradTiles.PositionStride(_weights.PanelLength * _piecePanels);
        _strideM = WinogradTiles.PositionStride((long)_blockPlanes * Panels(_blockTiles) * TLane.Rows * 2 * TLane.Count * _piecePanels);
    }

    /// <inheritdoc/>
    public override string Name => "Winograd F(4x4,3x3)";

    /// <inheritdoc/>
    public override ScratchNeed Scratch
    {
        get
        {
            long v = WinogradTransform.Positions * _strideV, u = WinogradTransform.Positions * _strideU, m = WinogradTransform.Positions * _strideM;
            return _byTiles ? new(u, v + m + WorkLength) : new(v, u + m + WorkLength);
        }
    }

    // K: the input's channels, each window's filled up to whole blocks.
    private int Depth => _inputs.Blocks * TLane.Count;

    // Planes of V that a block of output planes reads.
    private int InputPlanes => _blockPlanes + _geometry.Kernel.D - 1;

    private static int WorkLength => Math.Max(WinogradInputs<TLane>.WorkLength, Math.Max(WinogradWeights<TLane>.WorkLength, WinogradOutput<TLane>.WorkLength));

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        if (_byTiles)
        {
            team.For(_weights.Panels * _inputs.Blocks, this, static (self, piece, worker) => self.TransformWeights(piece, worker));
            team.For(Blocks(_blockTiles), this, static (self, piece, worker) => self.TileBlock(piece, worker));
            return;
        }

        for (_firstPlane = 0; _firstPlane < _outputDepth; _firstPlane += _blockPlanes)
        {
            for (_firstTile = 0; _firstTile < _tiles.Count; _firstTile += _blockTiles)
            {
                team.For(Panels(TilesFrom(_firstTile)) * InputPlanes, this, static (self, piece, worker) => self.TransformPanel(piece, worker));
                team.For(_weights.Panels, this, static (self, piece, worker) => self.OutputPanel(piece, worker));
            }
        }
    }

    // Tiles of a block that take no more than so many floats, in whole panels; at least one panel, and no more than there are.
    private int TilesWithin(long budget, long perTile) =>
        TLane.Rows * (int)Math.Clamp(budget / (perTile * TLane.Rows), 1, Math.Max(1, Panels(_tiles.Count)));

    private static int Panels(int tiles) => (tiles + TLane.Rows - 1) / TLane.Rows;

    private int Blocks(int blockTiles) => (_tiles.Count + blockTiles - 1) / blockTiles * ((_outputDepth + _blockPlanes - 1) / _blockPlanes);

    private int TilesFrom(int first) => Math.Min(_blockTiles, _tiles.Count - first);

    private int PlanesFrom(int first) => Math.Min(_blockPlanes, _outputDepth - first);

    // By tiles: L input channels of one panel of U.
    private void TransformWeights(int piece, int worker)
    {
        var (panel, block) = Math.DivRem(piece, _inputs.Blocks);
        _weights.Transform(panel, block, block + 1, _scratch.Shared + (panel * _weights.PanelLength), _strideU, _scratch.Of(worker));
    }

    // By tiles: one block from the input to the output.
    private void TileBlock(int piece, int worker)
    {
        var (planeBlock, tileBlock) = Math.DivRem(piece, (_tiles.Count + _blockTiles - 1) / _blockTiles);
        int firstTile = tileBlock * _blockTiles, firstPlane = planeBlock * _blockPlanes;
        float* work = _scratch.Of(worker), v = work + WorkLength, m = v + (WinogradTransform.Positions * _strideV);
        for (var slot = 0; slot < InputPlanes; slot++)
        {
            TransformInput(firstTile, TilesFrom(firstTile), firstPlane, slot, v, work);
        }

        Multiply(firstTile, firstPlane, v, _scratch.Shared, m);
        Write(firstTile, firstPlane, 0, m, work);
    }

    // By channels: MR tiles of one plane of V.
    private void TransformPanel(int piece, int worker)
    {
        var (slot, panel) = Math.DivRem(piece, Panels(TilesFrom(_firstTile)));
        var tile = panel * TLane.Rows;
        TransformInput(_firstTile + tile, Math.Min(TLane.Rows, TilesFrom(_firstTile) - tile), _firstPlane, slot,
            _scratch.Shared + ((long)tile * Depth), _scratch.Of(worker));
    }

    // By channels: one panel of output channels, from its weights to the output.
    private void OutputPanel(int panel, int worker)
    {
        float* work = _scratch.Of(worker), u = work + WorkLength, m = u + (WinogradTransform.Positions * _strideU);
        _weights.Transform(panel, 0, _inputs.Blocks, u, _strideU, work);
        Multiply(_firstTile, _firstPlane, _scratch.Shared, u, m);
        Write(_firstTile, _firstPlane, panel * 2 * TLane.Count, m, work);
    }

    // V of some tiles in one input plane, if it exists; v is where the first of the tiles begins in plane 0.
    private void TransformInput(int firstTile, int tiles, int firstPlane, int slot, float* v, float* work)
    {
        var plane = firstPlane - _geometry.PadBefore.D + slot;
        if (plane < 0 || plane >= _inputDepth)
        {
            return;
        }

        var places = new VectorPlaces(TLane.Rows, (long)TLane.Rows * Depth, TLane.Count, 1, TLane.Rows * TLane.Count, 0);
        var range = new WinogradRange(firstTile, firstTile + tiles, 0, _inputs.Blocks, plane, _geometry.PadBefore.H, _geometry.PadBefore.W);
        _inputs.Transform(_tiles, range, places, v + ((long)slot * Panels(_blockTiles) * TLane.Rows * Depth), _strideV, work);
    }

    // M = Σ V·U for a block: position by position, panel by panel of U.
    private void Multiply(int firstTile, int firstPlane, float* v, float* u, float* m)
    {
        int tilePanels = Panels(TilesFrom(firstTile)), planes = PlanesFrom(firstPlane);
        for (var position = 0; position < WinogradTransform.Positions; position++)
        {
            for (var panel = 0; panel < _piecePanels; panel++)
            {
                var to = m + (panel * 2 * TLane.Count);
                for (var tap = 0; tap < _geometry.Kernel.D; tap++)
                {
                    Multiply(tilePanels, (firstPlane, planes), tap, v, u + (((panel * _geometry.Kernel.D) + tap) * (long)Depth * 2 * TLane.Count), to);
                }
            }

            v += _strideV;
            u += _strideU;
            m += _strideM;
        }
    }

    // One position, one panel of U, one depth tap: the micropanel of U stays in the first-level cache while the tiles pass.
    private void Multiply(int tilePanels, (int First, int Count) planes, int tap, float* v, float* u, float* m)
    {
        int rowLength = 2 * TLane.Count * _piecePanels;
        for (var start = 0; start < Depth; start += DepthOfProduct)
        {
            var blocks = Math.Min(DepthOfProduct, Depth - start) / TLane.Count;
            for (var slot = 0; slot < planes.Count; slot++)
            {
                // The first plane that exists for this output plane overwrites M, the others add to it.
                var first = planes.First + slot - _geometry.PadBefore.D;
                if (first + tap < 0 || first + tap >= _inputDepth)
                {
                    continue;
                }

                var accumulate = start > 0 || tap > Math.Max(0, -first);
                var left = v + ((slot + tap) * (long)Panels(_blockTiles) * TLane.Rows * Depth) + ((long)start * TLane.Rows);
                var to = m + ((long)slot * Panels(_blockTiles) * TLane.Rows * rowLength);
                for (var panel = 0; panel < tilePanels; panel++)
                {
                    Microkernel.Run<TLane>(blocks, left + ((long)panel * TLane.Rows * Depth), u + (start * 2 * TLane.Count), to + ((long)panel * TLane.Rows * rowLength), rowLength, accumulate);
                }
            }
        }
    }

    // The output of a block, from M, for the channels of the piece's panels.
    private void Write(int firstTile, int firstPlane, int firstChannel, float* m, float* work)
    {
        int tiles = TilesFrom(firstTile), planes = PlanesFrom(firstPlane), rowLength = 2 * TLane.Count * _piecePanels;
        var channels = Math.Min(rowLength, _outputChannels - firstChannel);
        for (var slot = 0; slot < planes; slot++)
        {
            for (var tile = 0; tile < tiles; tile++)
            {
                var (n, y, x) = _tiles.At(firstTile + tile);
                var row = m + ((((long)slot * Panels(_blockTiles) * TLane.Rows) + tile) * rowLength);
                for (var c = 0; c < channels; c += TLane.Count)
                {
                    _output.Write((n, firstPlane + slot, y, x, firstChannel + c), row + c, _strideM, work);
                }
            }
        }
    }
}
