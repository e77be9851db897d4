namespace UNetSharp.Kernels;

/// <summary>A kernel that packs right matrices, a panel a piece.</summary>
/// <param name="name">For print-outs.</param>
/// <param name="matrices">What to pack, one after the other.</param>
/// <param name="windows">Windows that the matrices' addresses lie in: they keep the memory alive.</param>
internal sealed class RightPacking<TLane>(string name, RightPanels<TLane>[] matrices, params Window[] windows) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly int _panels = matrices.Sum(matrix => matrix.Count);

    /// <inheritdoc/>
    public override string Name => $"{name} {string.Join(", ", windows)}";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch) =>
        team.For(_panels, this, static (kernel, piece, _) => kernel.Pack(piece));

    private void Pack(int piece)
    {
        foreach (var matrix in matrices)
        {
            if (piece < matrix.Count)
            {
                matrix.Pack(piece);
                return;
            }

            piece -= matrix.Count;
        }
    }
}
