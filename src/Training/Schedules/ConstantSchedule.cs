namespace UNetSharp.Training;

/// <summary>The same rate all the time.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    protected override double Shape(double share) => 1;
}
