using UNetSharp.Kernels;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>How long a training takes, what it may use, and where it leaves its files.</summary>
public sealed record TrainerOptions
{
    /// <summary>The run: initial weights, order of cases, patches, dropout. The same seed gives the same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Steps to take. Null: by <see cref="Minutes"/>, or by <see cref="Epochs"/>.</summary>
    public long? Iterations { get; init; }

    /// <summary>Minutes to take, validation included; turned into a number of steps by timing some before the first. The record says how many: given as <see cref="Iterations"/>, they make the same model.</summary>
    public double? Minutes { get; init; }

    /// <summary>Passes over the training cases to take: as many patches as there are cases, each. Null: the recipe's.</summary>
    public int? Epochs { get; init; }

    /// <summary>Bytes for weights, gradients, optimiser and activations; above it activations are computed again instead of kept. Null: what the machine has.</summary>
    public long? Memory { get; init; }

    /// <summary>The threads that take the steps; one for each processor by default. Results do not depend on how many.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Shared;

    /// <summary>Threads that draw patches meanwhile. Results do not depend on how many.</summary>
    public int PatchThreads { get; init; } = 1;

    /// <summary>Where the model goes; beside it the checkpoint, the record (<c>.jsonl</c>) and the report (<c>.html</c>). Null: nothing is written.</summary>
    public string? Path { get; init; }

    /// <summary>Whether to go on from the checkpoint beside <see cref="Path"/>.</summary>
    public bool Resume { get; init; }

    /// <summary>A model to begin with instead of fresh weights; of the same network.</summary>
    public Model? Pretrained { get; init; }
}
