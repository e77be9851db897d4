namespace UNetSharp.Kernels;

/// <summary>A kernel of several implicit products (groups of channels, phases of a transposed convolution): all their preparations in one loop, then all their pieces in another.</summary>
internal sealed class TapKernel : Kernel
{
    private readonly TapWork[] _works;
    private readonly int[] _firstPreparation, _firstPiece;
    private readonly long[] _shared;
    private Scratch _scratch;

    /// <summary>Lines the products up.</summary>
    /// <param name="name">What they are together.</param>
    /// <param name="works">The products.</param>
    /// <param name="keepAlive">Windows that the products hold by address only.</param>
    public TapKernel(string name, TapWork[] works, params Window?[] keepAlive)
    {
        Name = works.Length == 0 ? name : $"{name}, {works[0].Name}";
        (KeepAlive, _works) = (keepAlive, works);
        (_firstPreparation, _firstPiece, _shared) = (new int[works.Length + 1], new int[works.Length + 1], new long[works.Length + 1]);
        for (var i = 0; i < works.Length; i++)
        {
            _firstPreparation[i + 1] = _firstPreparation[i] + works[i].Preparations;
            _firstPiece[i + 1] = _firstPiece[i] + works[i].Pieces;
            _shared[i + 1] = _shared[i] + works[i].Shared;
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(_shared[^1], _works.Length == 0 ? 0 : _works.Max(work => work.PerWorker));

    private Window?[] KeepAlive { get; }

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        if (_firstPreparation[^1] > 0)
        {
            team.For(_firstPreparation[^1], this, static (kernel, piece, worker) => kernel.Prepare(piece, worker));
        }

        team.For(_firstPiece[^1], this, static (kernel, piece, worker) => kernel.Run(piece, worker));
        GC.KeepAlive(KeepAlive);
    }

    // Which product a piece belongs to. Those without pieces share their first with the next one; the search may have found either.
    private static int Find(int[] first, int piece)
    {
        var index = Array.BinarySearch(first, piece);
        index = index < 0 ? ~index - 1 : index;
        while (first[index + 1] == piece)
        {
            index++;
        }

        return index;
    }

    private unsafe void Prepare(int piece, int worker)
    {
        var index = Find(_firstPreparation, piece);
        _works[index].Prepare(piece - _firstPreparation[index], _scratch.Shared + _shared[index], _scratch.Of(worker));
    }

    private unsafe void Run(int piece, int worker)
    {
        var index = Find(_firstPiece, piece);
        _works[index].Run(piece - _firstPiece[index], _scratch.Shared + _shared[index], _scratch.Of(worker));
    }
}
