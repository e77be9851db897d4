namespace UNetSharp.Kernels;

/// <summary>A kernel of several implicit products (groups of channels, phases of a transposed convolution), all their pieces in one loop.</summary>
internal sealed class TapKernel : Kernel
{
    private readonly TapWork[] _works;
    private readonly int[] _firstPiece;
    private Scratch _scratch;

    /// <summary>Lines the products up.</summary>
    /// <param name="name">What they are together.</param>
    /// <param name="works">The products.</param>
    /// <param name="keepAlive">Windows that the products hold by address only.</param>
    public TapKernel(string name, TapWork[] works, params Window?[] keepAlive)
    {
        Name = works.Length == 0 ? name : $"{name}, {works[0].Name}";
        (KeepAlive, _works) = (keepAlive, works);
        _firstPiece = new int[works.Length + 1];
        for (var i = 0; i < works.Length; i++)
        {
            _firstPiece[i + 1] = _firstPiece[i] + works[i].Pieces;
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(0, _works.Length == 0 ? 0 : _works.Max(work => work.PerWorker));

    private Window?[] KeepAlive { get; }

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_firstPiece[^1], this, static (kernel, piece, worker) => kernel.Run(piece, worker));
        GC.KeepAlive(KeepAlive);
    }

    private unsafe void Run(int piece, int worker)
    {
        var index = Array.BinarySearch(_firstPiece, piece);
        if (index < 0)
        {
            index = ~index - 1;
        }

        // Products without pieces share their first piece with the next one; the search may have found either.
        while (_firstPiece[index + 1] == piece)
        {
            index++;
        }

        _works[index].Run(piece - _firstPiece[index], _scratch.Of(worker));
    }
}
