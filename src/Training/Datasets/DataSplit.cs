namespace UNetSharp.Training;

/// <summary>A data set in two parts that share no case and have the same classes.</summary>
/// <param name="Training">What is learnt from.</param>
/// <param name="Validation">What tells how well it is learnt; may be empty.</param>
public sealed record DataSplit(SegmentationData Training, SegmentationData Validation);
