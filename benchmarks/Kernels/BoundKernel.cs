namespace UNetSharp.Kernels.Benchmarks;

/// <summary>A kernel with threads and scratch memory of its own.</summary>
public sealed class BoundKernel(Kernel kernel, ThreadTeam team)
{
    private readonly Scratch _scratch = new(new MemoryBlock(Scratch.Length(kernel.Scratch, team.Threads)), kernel.Scratch, team.Threads);

    /// <summary>One call.</summary>
    public void Run() => kernel.Run(team, _scratch);

    /// <summary>New memory, [n, d, h, w, c], of one small number.</summary>
    public static Window Filled(int n, int d, int h, int w, int c)
    {
        var block = new MemoryBlock((long)n * d * h * w * c);
        block.Fill(0.01f);
        return block.Window(0, n, d, h, w, c);
    }
}
