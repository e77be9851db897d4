namespace UNetSharp.Training;

/// <summary>The rate falls to 0: (1 − share)^Power. nnU-Net's, by steps and not by epochs. PyTorch: <c>PolynomialLR</c>.</summary>
/// <param name="Power">Default 0.9; 1 is a straight line.</param>
public sealed record PolynomialSchedule(double Power = 0.9) : Schedule
{
    /// <inheritdoc/>
    protected override double Shape(double share) => Math.Pow(1 - share, Power);
}
