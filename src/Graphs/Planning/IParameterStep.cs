using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Changes parameters while the backward pass still runs: each as soon as its gradient is there and nothing reads its old value any more. Gradients then lie in the arena for some steps instead of in a block of their own.</summary>
/// <remarks>What needs all gradients before the first change, such as a limit to their norm, can't be done so. PyTorch: an optimiser called from <c>register_post_accumulate_grad_hook</c>.</remarks>
public interface IParameterStep
{
    /// <summary>Asked once in each run, behind the forward pass and before the first change.</summary>
    /// <returns>Whether to change parameters; if not, the run ends here.</returns>
    bool Begin();

    /// <summary>The kernel that changes one parameter.</summary>
    /// <param name="start">Where the parameter begins in <see cref="Weights.Block"/>.</param>
    /// <param name="gradient">Its gradient, one run of memory; other values take the place afterwards.</param>
    Kernel Of(long start, Window gradient);
}
