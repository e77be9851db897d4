namespace UNetSharp.Training;

/// <summary>The course of a training: what it set out with, how it learnt, what its validations found.</summary>
public sealed record TrainingHistory
{
    /// <summary>What the training set out with, in the order to be read in: data, network, recipe, seed.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>How it learnt.</summary>
    public List<LearningPoint> Learning { get; init; } = [];

    /// <summary>What its validations found.</summary>
    public List<ValidationPoint> Validations { get; init; } = [];
}
