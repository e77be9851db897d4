namespace UNetSharp.Segmentation.Metrics;

/// <summary>The samples that a true and a predicted label share.</summary>
/// <param name="Truth">The true label.</param>
/// <param name="Prediction">The predicted label.</param>
/// <param name="Samples">How many samples carry both.</param>
public readonly record struct LabelOverlap(int Truth, int Prediction, long Samples);
