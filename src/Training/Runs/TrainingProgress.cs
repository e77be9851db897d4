namespace UNetSharp.Training;

/// <summary>Where a training stands, told after each step and each validation.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all; 0 while their number is being found out.</param>
/// <param name="Loss">The mean loss of the last steps, NaN before the first.</param>
/// <param name="LearningRate">Of the last step.</param>
/// <param name="ImagesPerSecond">Patches learnt from in a second.</param>
/// <param name="Remaining">How long it will take from here, validations included.</param>
/// <param name="Validation">The last validation, null before the first.</param>
/// <param name="Phase">What it is doing: "training", "validating", …</param>
public sealed record TrainingProgress(long Step, long Steps, double Loss, double LearningRate, double ImagesPerSecond, TimeSpan Remaining, ValidationPoint? Validation, string Phase);
