namespace UNetSharp.Training;

/// <summary>The rate falls by the same factor in every step: End^share. PyTorch: <c>ExponentialLR</c> with gamma = End^(1/steps).</summary>
/// <param name="End">The factor at the end of the run, above 0. Default 0.01.</param>
public sealed record ExponentialSchedule(double End = 0.01) : Schedule
{
    /// <inheritdoc/>
    protected override double Shape(double share)
    {
        Require.That(End > 0, nameof(ExponentialSchedule), nameof(End), End, "a number above 0");
        return Math.Pow(End, share);
    }
}
