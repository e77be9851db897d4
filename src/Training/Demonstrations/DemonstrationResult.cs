namespace UNetSharp.Training;

/// <summary>How a demonstration's unseen pictures were segmented.</summary>
/// <param name="IoU">Of cells and background, over the pixels of all pictures.</param>
/// <param name="Dice">Likewise.</param>
/// <param name="InstanceF1">Of cells found as objects, at an IoU of 0.5.</param>
/// <param name="Cells">How many cells there are.</param>
/// <param name="Steps">Steps that were taken.</param>
public sealed record DemonstrationResult(double IoU, double Dice, double InstanceF1, int Cells, long Steps);
