namespace UNetSharp.Training;

/// <summary>Adam with decoupled weight decay: parameters shrink by a fixed share of the rate, whatever their gradients were.</summary>
/// <remarks>
/// First p ← p·(1 − rate·WeightDecay), then the step of <see cref="AdamOptions"/> without a penalty.
/// <c>torch.optim.AdamW</c>. Loshchilov, Hutter, ICLR 2019, https://arxiv.org/abs/1711.05101.
/// </remarks>
/// <param name="Beta1">The weight of the past in the average gradient, 0 to below 1. Default 0.9.</param>
/// <param name="Beta2">The weight of the past in the average square, 0 to below 1. Default 0.999.</param>
/// <param name="Epsilon">Keeps the quotient finite, 0 or more. Default 1e-8.</param>
/// <param name="WeightDecay">The shrinkage per unit of rate. Default 0.01, as in PyTorch.</param>
/// <param name="Amsgrad">Divides by the largest average square so far. Default false.</param>
public sealed record AdamWOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0.01, bool Amsgrad = false) : OptimiserOptions
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A constant is outside its range.</exception>
    public override Optimiser For(int parameters) =>
        new Adam(parameters, Fraction(Beta1), Fraction(Beta2), NotNegative(Epsilon), penalty: 0, decay: NotNegative(WeightDecay), Amsgrad);
}
