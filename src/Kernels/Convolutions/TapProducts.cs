namespace UNetSharp.Kernels;

/// <summary>A kernel of several implicit products (groups of channels, phases of a transposed convolution), all their pieces in one loop.</summary>
internal sealed unsafe class TapProducts<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly TapProduct<TLane>[] _products;
    private readonly int[] _firstPiece;

    /// <summary>Lines the products up.</summary>
    /// <param name="name">How the arithmetic is done.</param>
    /// <param name="products">The products.</param>
    /// <param name="keepAlive">Windows that the products hold by address only.</param>
    public TapProducts(string name, TapProduct<TLane>[] products, params Window?[] keepAlive)
    {
        Name = name;
        KeepAlive = keepAlive;
        _products = products;
        _firstPiece = new int[products.Length + 1];
        for (var i = 0; i < products.Length; i++)
        {
            _firstPiece[i + 1] = _firstPiece[i] + products[i].Pieces;
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(0, _products.Length == 0 ? 0 : _products.Max(product => product.PerWorker));

    private Window?[] KeepAlive { get; }

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_firstPiece[^1], this, static (kernel, piece, worker) => kernel.Run(piece, worker));
        GC.KeepAlive(KeepAlive);
    }

    private Scratch _scratch;

    private void Run(int piece, int worker)
    {
        var product = Array.BinarySearch(_firstPiece, piece);
        if (product < 0)
        {
            product = ~product - 1;
        }

        // Products without pieces share their first piece with the next one.
        while (_firstPiece[product + 1] == piece)
        {
            product++;
        }

        _products[product].Run(piece - _firstPiece[product], _scratch.Of(worker));
    }
}
