using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The convolution of <see cref="WinogradConv"/> for one width of register.</summary>
/// <remarks>
/// A block is a range of tiles times a range of output planes. Three buffers, each with its positions (36 or 64) an odd number of cache lines apart:
/// <code>
/// V [position][input plane][strip][panel of MR tiles][S/L][MR][L]   transformed input: micropanels of the product's left matrix
/// U [position][panel][kD][K][2·L]                                   transformed weights: micropanels of its right matrix; by channels only [position][S][2·L], one strip of one tap
/// M [position][output plane][tile][2·L·panels]                      product: M[plane] = Σ over depth taps t of V[plane + t]·U[t]
/// </code>
/// K, the input's channels, is cut into strips of S: what one micropanel of U in the first-level cache allows. There are two schedules:
/// <list type="bullet">
/// <item><b>By tiles</b>, for layers with few channels and many tiles: U is shared, whole; a piece of work is a block of tiles, with V and M of its own, sized for the second-level cache.</item>
/// <item><b>By channels</b>, for layers with many channels and few tiles: V is shared, for the tiles of a pass; a piece of work is a panel of output channels,
/// with U and M of its own. Each weight is read and transformed once for a hundred tiles and more.</item>
/// </list>
/// </remarks>
internal sealed unsafe class WinogradConvolution<TLane, TTile> : Kernel
    where TLane : unmanaged, ILane<TLane>
    where TTile : struct, IWinogradTile
{
    // Floats of U up to which it is kept whole: 2.5 MB, what a core's share of the third-level cache holds.
    private const long SharedWeights = 640 * 1024;

    // By channels: tiles, times output planes, of one pass. Each weight is transformed once for all of them, which then takes some 8% of their product. More would gain less than V costs that no cache holds:
    // each panel of output channels reads it.
    private const int PassTiles = 192;

    // Floats of V for all workers, 20 MB: with 1024 channels 80 tiles.
    private const long SharedTiles = 5 * 1024 * 1024;

    // The longest strip. By tiles 256 rows of 2·L weights are half a first-level cache.
    // By channels U of a strip, 128 x 2·L for each position, is made, used while it lies in the second-level cache, and forgotten.
    private const int StripByTiles = 256, StripByChannels = 128;

    private readonly ConvGeometry _geometry;
    private readonly WinogradInputs<TLane> _inputs;
    private readonly WinogradWeights<TLane, TTile> _weights;
    private readonly WinogradOutput<TLane, TTile> _output;
    private readonly WinogradTiles<TTile> _tiles;
    private readonly int _inputDepth, _outputDepth, _outputChannels;

    // Tiles and output planes of a block, output panels of a piece, and channels of a strip.
    private readonly int _blockTiles, _blockPlanes, _piecePanels, _strip;
    private readonly bool _byTiles, _tapsAreOneProduct;
    private readonly long _strideV, _strideU, _strideM;

    // The state of a run.
    private Scratch _scratch;
    private int _firstTile, _firstPlane;

    public WinogradConvolution(ConvGeometry geometry, ReadOnlySpan<Window> inputs, OrderedWeights weights, Window output, Epilogue epilogue)
    {
        _geometry = geometry;
        _inputs = new WinogradInputs<TLane>(inputs);
        _weights = new WinogradWeights<TLane, TTile>(weights, _inputs);
        _output = new WinogradOutput<TLane, TTile>(output, epilogue);
        _tiles = WinogradTiles<TTile>.Of(output);
        (_inputDepth, _outputDepth, _outputChannels) = (inputs[0].D, output.D, output.C);

        _blockPlanes = geometry.Kernel.D == 1 ? 1 : Math.Min(_outputDepth, 8);
        long perTileV = (long)TTile.Positions * Depth * InputPlanes, perTileM = TTile.Positions * 2 * TLane.Count * _blockPlanes;
        var tileBlock = TilesWithin(TileBudget, perTileV + (perTileM * Math.Min(_weights.Panels, 2)));
        _byTiles = _weights.PanelLength * _weights.Panels * TTile.Positions <= SharedWeights && Blocks(tileBlock) >= 16;
        _blockTiles = _byTiles ? tileBlock : Even(Math.Min(TilesWithin(SharedTiles, perTileV), (PassTiles + _blockPlanes - 1) / _blockPlanes));
        _piecePanels = _byTiles ? _weights.Panels : 1;

        var strips = (Depth + (_byTiles ? StripByTiles : StripByChannels) - 1) / (_byTiles ? StripByTiles : StripByChannels);
        _strip = (_inputs.Blocks + strips - 1) / strips * TLane.Count;

        _tapsAreOneProduct = _byTiles && _geometry.Kernel.D > 1 && _geometry.Kernel.D * Depth <= StripByTiles;

        _strideV = VectorPlaces.PositionStride(InputPlanes * PlaneLength);
        _strideU = VectorPlaces.PositionStride(_byTiles ? _weights.PanelLength * _piecePanels : _strip * 2 * TLane.Count);
        _strideM = VectorPlaces.PositionStride((long)_blockPlanes * Panels(_blockTiles) * TLane.Rows * 2 * TLane.Count * _piecePanels);
    }

    /// <inheritdoc/>
    public override string Name => $"Winograd {TTile.Name}";

    /// <inheritdoc/>
    public override ScratchNeed Scratch
    {
        get
        {
            long v = TTile.Positions * _strideV, u = TTile.Positions * _strideU, m = TTile.Positions * _strideM;
            return _byTiles ? new(u, v + m + WorkLength) : new(v, u + m + WorkLength);
        }
    }

    // Floats of V and M that one worker keeps about its second-level cache: 384 KB with 36 positions, as many tiles with 64, for each block reads all of U.
    // Machines with 512-bit registers compute twice as fast and have 1 MB or more.
    private static long TileBudget => 96 * 1024L * TTile.Positions / 36 * (TLane.Count > 8 ? 2 : 1);

    // K: the input's channels, each window's filled up to whole blocks.
    private int Depth => _inputs.Blocks * TLane.Count;

    // Planes of V that a block of output planes reads.
    private int InputPlanes => _blockPlanes + _geometry.Kernel.D - 1;

    // Floats of V for one position: of a strip, and of a plane. The last strip may be shorter than its place.
    private long StripLength => (long)Panels(_blockTiles) * TLane.Rows * _strip;

    private long PlaneLength => (Depth + _strip - 1) / _strip * StripLength;

    private static int WorkLength => Math.Max(WinogradInputs<TLane>.WorkLength<TTile>(), Math.Max(WinogradWeights<TLane, TTile>.WorkLength, WinogradOutput<TLane, TTile>.WorkLength));

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        if (_byTiles)
        {
            team.For(_weights.Panels * _geometry.Kernel.D * _inputs.Blocks, this, static (self, piece, worker) => self.TransformWeights(piece, worker));
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

    // Tiles of a pass, at most so many, in passes that are equally long: a short last one would transform all weights for a few tiles.
    private int Even(int most)
    {
        int panels = Math.Max(1, Panels(_tiles.Count)), passes = (panels + Panels(most) - 1) / Panels(most);
        return TLane.Rows * ((panels + passes - 1) / passes);
    }

    private static int Panels(int tiles) => (tiles + TLane.Rows - 1) / TLane.Rows;

    private int Blocks(int blockTiles) => (_tiles.Count + blockTiles - 1) / blockTiles * ((_outputDepth + _blockPlanes - 1) / _blockPlanes);

    private int TilesFrom(int first) => Math.Min(_blockTiles, _tiles.Count - first);

    private int PlanesFrom(int first) => Math.Min(_blockPlanes, _outputDepth - first);

    // By tiles: L input channels of one tap and one panel of U.
    private void TransformWeights(int piece, int worker)
    {
        var (rest, block) = Math.DivRem(piece, _inputs.Blocks);
        var (panel, tap) = Math.DivRem(rest, _geometry.Kernel.D);
        _weights.Transform(panel, tap, (block, block + 1), _scratch.Shared + ((long)piece * TLane.Count * 2 * TLane.Count), _strideU, _scratch.Of(worker));
    }

    // By tiles: one block from the input to the output.
    private void TileBlock(int piece, int worker)
    {
        var (planeBlock, tileBlock) = Math.DivRem(piece, (_tiles.Count + _blockTiles - 1) / _blockTiles);
        int firstTile = tileBlock * _blockTiles, firstPlane = planeBlock * _blockPlanes;
        float* work = _scratch.Of(worker), v = work + WorkLength, m = v + (TTile.Positions * _strideV);
        for (var slot = 0; slot < InputPlanes; slot++)
        {
            TransformInput(firstTile, TilesFrom(firstTile), firstPlane, slot, v, work);
        }

        MultiplyTiles(firstTile, firstPlane, v, m);
        Write(firstTile, firstPlane, 0, m, work);
    }

    // By channels: MR tiles of one plane of V.
    private void TransformPanel(int piece, int worker)
    {
        var (slot, panel) = Math.DivRem(piece, Panels(TilesFrom(_firstTile)));
        var tile = panel * TLane.Rows;
        TransformInput(_firstTile + tile, Math.Min(TLane.Rows, TilesFrom(_firstTile) - tile), _firstPlane, slot,
            _scratch.Shared + ((long)tile * _strip), _scratch.Of(worker));
    }

    // By channels: one panel of output channels, from its weights to the output.
    private void OutputPanel(int panel, int worker)
    {
        float* work = _scratch.Of(worker), u = work + WorkLength, m = u + (TTile.Positions * _strideU);
        for (var tap = 0; tap < _geometry.Kernel.D; tap++)
        {
            for (var start = 0; start < Depth; start += _strip)
            {
                var length = Math.Min(_strip, Depth - start);
                _weights.Transform(panel, tap, (start / TLane.Count, (start + length) / TLane.Count), u, _strideU, work);
                for (var position = 0; position < TTile.Positions; position++)
                {
                    Multiply((_firstTile, _firstPlane), (tap, start, length), _scratch.Shared + (position * _strideV), u + (position * _strideU), m + (position * _strideM));
                }
            }
        }

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

        var places = new VectorPlaces(TLane.Rows, (long)TLane.Rows * _strip, TLane.Count, _strip / TLane.Count, StripLength, TLane.Rows * TLane.Count);
        var range = new WinogradRange(firstTile, firstTile + tiles, 0, _inputs.Blocks, plane, _geometry.PadBefore.H, _geometry.PadBefore.W);
        _inputs.Transform(_tiles, range, places, v + (slot * PlaneLength), _strideV, work);
    }

    // By tiles: M = Σ V·U for a block: position by position, panel by panel of U.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyTiles(int firstTile, int firstPlane, float* v, float* m)
    {
        var u = _scratch.Shared;
        for (var position = 0; position < TTile.Positions; position++)
        {
            var right = u;
            for (var panel = 0; panel < _piecePanels; panel++)
            {
                if (_tapsAreOneProduct)
                {
                    MultiplyTaps(firstPlane, Panels(TilesFrom(firstTile)), v, right, m + (panel * 2 * TLane.Count));
                    right += _weights.PanelLength;
                    continue;
                }

                for (var tap = 0; tap < _geometry.Kernel.D; tap++)
                {
                    for (var start = 0; start < Depth; start += _strip)
                    {
                        var length = Math.Min(_strip, Depth - start);
                        Multiply((firstTile, firstPlane), (tap, start, length), v, right, m + (panel * 2 * TLane.Count));
                        right += length * 2 * TLane.Count;
                    }
                }
            }

            v += _strideV;
            u += _strideU;
            m += _strideM;
        }
    }

    // The same for one position and one panel, where the weights of all depth taps stay in the first-level cache together: M is not read and written again for each tap.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyTaps(int firstPlane, int tilePanels, float* v, float* u, float* m)
    {
        var rowLength = 2 * TLane.Count * _piecePanels;
        for (var slot = 0; slot < PlanesFrom(firstPlane); slot++)
        {
            // The taps whose input planes exist.
            var firstInput = firstPlane + slot - _geometry.PadBefore.D;
            int tap = Math.Max(0, -firstInput), taps = Math.Min(_geometry.Kernel.D, _inputDepth - firstInput) - tap;
            float* left = v + ((slot + tap) * PlaneLength), right = u + (tap * Depth * 2 * TLane.Count), to = m + ((long)slot * Panels(_blockTiles) * TLane.Rows * rowLength);
            for (var panel = 0; panel < tilePanels; panel++)
            {
                Microkernel.RunSegments<TLane>(taps, PlaneLength, _inputs.Blocks, left, right, to, rowLength, accumulate: false);
                left += TLane.Rows * _strip;
                to += TLane.Rows * rowLength;
            }
        }
    }

    // One position, one panel, and `Length` rows of U from `Start` on: its micropanel stays in the first-level cache while the tiles pass.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply((int Tile, int Plane) first, (int Tap, int Start, int Length) rows, float* v, float* u, float* m)
    {
        int tilePanels = Panels(TilesFrom(first.Tile)), blocks = rows.Length / TLane.Count, rowLength = 2 * TLane.Count * _piecePanels;
        var planeM = (long)Panels(_blockTiles) * TLane.Rows * rowLength;
        for (var slot = 0; slot < PlanesFrom(first.Plane); slot++)
        {
            // The first plane that exists for this output plane overwrites M, the others add to it.
            var firstInput = first.Plane + slot - _geometry.PadBefore.D;
            if (firstInput + rows.Tap < 0 || firstInput + rows.Tap >= _inputDepth)
            {
                continue;
            }

            var accumulate = rows.Start > 0 || rows.Tap > Math.Max(0, -firstInput);
            float* left = v + ((slot + rows.Tap) * PlaneLength) + (rows.Start / _strip * StripLength), to = m + (slot * planeM);
            for (var panel = 0; panel < tilePanels; panel++)
            {
                Microkernel.Run<TLane>(blocks, left, u, to, rowLength, accumulate);
                left += TLane.Rows * _strip;
                to += TLane.Rows * rowLength;
            }
        }
    }

    // The output of a block, from M, for the channels of the piece's panels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                    var at = (n, firstPlane + slot, y, x, firstChannel + c);
                    if (c % Prefetch.LineFloats == 0)
                    {
                        _output.NextTile(in at);
                    }

                    _output.Write(in at, row + c, _strideM, work);
                }
            }
        }
    }
}
