using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>How a plan is to be made.</summary>
public sealed record PlanOptions
{
    /// <summary>The threads that run it; one for each processor by default. Results do not depend on how many.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Shared;

    /// <summary>The register width of its kernels; the machine's widest by default.</summary>
    public VectorWidth Width { get; init; } = VectorWidths.Best;

    /// <summary>Bytes that a training plan may take in all, weights and gradients included: above it, activations are computed again instead of kept. Null: what the machine has.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Only count: the plan has its figures but no memory and can't run.</summary>
    public bool OnlyCount { get; init; }

    /// <summary>Whether a training plan computes again, instead of keeping, what costs next to nothing: up to half of the memory for a fiftieth of the time. Only tests switch it off.</summary>
    public bool RepeatCheaply { get; init; } = true;

    /// <summary>The share of its work that an inference plan may repeat with each chain of convolutions that it computes in bands of rows, where memory is fullest. 0: nothing in bands.</summary>
    public double BandShare { get; init; } = 0.02;

    /// <summary>Whether biases, activations and factors ride on the products that feed them. Only tests switch it off.</summary>
    public bool Fuse { get; init; } = true;
}
