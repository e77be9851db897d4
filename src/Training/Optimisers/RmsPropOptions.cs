namespace UNetSharp.Training;

/// <summary>RMSprop: gradients divided by the root of their running average square. milesial's U-Net trains with it.</summary>
/// <remarks>
/// <code>
/// g ← g + WeightDecay·p
/// v ← Alpha·v + (1 − Alpha)·g²
/// d ← g / (√v + Epsilon)
/// m ← Momentum·m + d
/// p ← p − rate·m                     (without momentum: p − rate·d)
/// </code>
/// <c>torch.optim.RMSprop</c> with <c>centered=False</c>. Hinton, lecture 6e of "Neural Networks for Machine Learning", 2012,
/// https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf.
/// </remarks>
/// <param name="Alpha">The weight of the past in the average square, 0 to below 1. Default 0.99.</param>
/// <param name="Epsilon">Keeps the quotient finite, 0 or more. Default 1e-8.</param>
/// <param name="Momentum">How much of the last direction remains, 0 to below 1. Default 0.</param>
/// <param name="WeightDecay">The factor of the L2 penalty ½·WeightDecay·‖p‖². Default 0.</param>
public sealed record RmsPropOptions(double Alpha = 0.99, double Epsilon = 1e-8, double Momentum = 0, double WeightDecay = 0) : OptimiserOptions
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A constant is outside its range.</exception>
    public override Optimiser For(int parameters)
    {
        Fraction(Alpha);
        NotNegative(Epsilon);
        Fraction(Momentum);
        NotNegative(WeightDecay);
        return new RmsProp(parameters, this);
    }
}
