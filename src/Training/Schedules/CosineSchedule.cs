namespace UNetSharp.Training;

/// <summary>The rate falls along half a cosine: End + (1 − End)·(1 + cos(π·share))/2. Loshchilov, Hutter, ICLR 2017, arXiv 1608.03983, without restarts. PyTorch: <c>CosineAnnealingLR</c>.</summary>
/// <param name="End">The factor at the end of the run. Default 0.</param>
public sealed record CosineSchedule(double End = 0) : Schedule
{
    /// <inheritdoc/>
    protected override double Shape(double share) => End + ((1 - End) * (1 + Math.Cos(Math.PI * share)) / 2);
}
