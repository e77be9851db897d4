using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>How a model is run over images.</summary>
public sealed record PredictorOptions
{
    /// <summary>
    /// Bytes for the network's plan, the accumulators of tiles, and an image that is held whole; tiles are made as large as it allows, or as the model's patch. Null: half of what the machine has.
    /// An image that takes more than half of it, whole, leaves half to its tiles all the same: see <see cref="Predictor.HeldBytes"/>.
    /// </summary>
    public long? Memory { get; init; }

    /// <summary>The side of a tile's input on every axis of the network; the next size that the network takes is used, and refused if it does not fit the memory. Null: the model's patch for padded networks, else as large as the memory allows.</summary>
    public int? Tile { get; init; }

    /// <summary>The share of a tile that the next one answers for too. Null: 0.5 for padded networks (nnU-Net's), 0 for valid ones, whose tiles agree.</summary>
    public double? Overlap { get; init; }

    /// <summary>How tiles count where several answer. Null: <see cref="Blend.Gaussian"/> for padded networks, <see cref="Blend.None"/> for valid ones.</summary>
    public Blend? Blend { get; init; }

    /// <summary>Over which versions of the input probabilities are averaged.</summary>
    public Averaging Averaging { get; init; }

    /// <summary>The threads that run it; one for each processor by default. Results do not depend on how many.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Shared;

    internal long MemoryOrDefault => Memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
