namespace UNetSharp.Training;

/// <summary>Adam: steps scaled by running averages of the gradient and of its square.</summary>
/// <remarks>
/// In step t = 1, 2, …:
/// <code>
/// g ← g + WeightDecay·p
/// m ← Beta1·m + (1 − Beta1)·g
/// v ← Beta2·v + (1 − Beta2)·g²
/// u ← v                              (Amsgrad: u ← max(u, v))
/// p ← p − rate/(1 − Beta1ᵗ) · m / (√u/√(1 − Beta2ᵗ) + Epsilon)
/// </code>
/// <c>torch.optim.Adam</c>. Kingma, Ba, ICLR 2015, https://arxiv.org/abs/1412.6980; Amsgrad: Reddi, Kale, Kumar, ICLR 2018, https://arxiv.org/abs/1904.09237.
/// </remarks>
/// <param name="Beta1">The weight of the past in the average gradient, 0 to below 1. Default 0.9.</param>
/// <param name="Beta2">The weight of the past in the average square, 0 to below 1. Default 0.999.</param>
/// <param name="Epsilon">Keeps the quotient finite, 0 or more. Default 1e-8.</param>
/// <param name="WeightDecay">The factor of an L2 penalty, which the averages then scale too; for decay that they do not, see <see cref="AdamWOptions"/>. Default 0.</param>
/// <param name="Amsgrad">Divides by the largest average square so far. Default false.</param>
public sealed record AdamOptions(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0, bool Amsgrad = false) : OptimiserOptions
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A constant is outside its range.</exception>
    public override Optimiser For(int parameters) =>
        new Adam(parameters, Fraction(Beta1), Fraction(Beta2), NotNegative(Epsilon), penalty: NotNegative(WeightDecay), decay: 0, Amsgrad);
}
