namespace UNetSharp.Training;

/// <summary>How losses of overlap (Dice, Tversky) take their sums and means.</summary>
/// <param name="Smooth">Added above and below the fraction: keeps classes without pixels from dividing by 0, and their gradient quiet.</param>
/// <param name="WithBackground">Whether class 0 counts.</param>
/// <param name="OverBatch">Whether sums run over all samples of the batch together (steadier for small structures) or over each alone.</param>
/// <param name="Ignore">A label whose pixels count nowhere; null: none.</param>
public sealed record OverlapLossOptions(float Smooth = 1e-5f, bool WithBackground = true, bool OverBatch = true, float? Ignore = null);
