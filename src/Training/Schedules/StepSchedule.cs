namespace UNetSharp.Training;

/// <summary>The rate falls by a factor at regular distances. PyTorch: <c>StepLR</c> with <c>step_size</c> = Every times the steps of the run.</summary>
/// <param name="Every">After which shares of the run, above 0. Default 1/3: twice in a run.</param>
/// <param name="By">The factor. Default 0.1.</param>
public sealed record StepSchedule(double Every = 1 / 3.0, double By = 0.1) : Schedule
{
    /// <inheritdoc/>
    protected override double Shape(double share)
    {
        Require.That(Every > 0, nameof(StepSchedule), nameof(Every), Every, "a share above 0");
        return Math.Pow(By, Math.Floor((share + 1e-9) / Every));
    }
}
