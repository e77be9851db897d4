namespace UNetSharp.Training;

/// <summary>Stochastic gradient descent, with momentum if wanted. The U-Net paper and nnU-Net train with it, at momentum 0.99.</summary>
/// <remarks>
/// <code>
/// g ← g + WeightDecay·p
/// m ← Momentum·m + g
/// p ← p − rate·m                     (Nesterov: p − rate·(g + Momentum·m))
/// </code>
/// <c>torch.optim.SGD</c> with <c>dampening=0</c>. The rate multiplies the momentum when it is used, not when it is gathered: a smaller rate slows the old momentum down as well.
/// Nesterov's form as in Sutskever, Martens, Dahl, Hinton, ICML 2013, http://proceedings.mlr.press/v28/sutskever13.html.
/// </remarks>
/// <param name="Momentum">How much of the last direction remains, 0 to below 1. Default 0, as in PyTorch.</param>
/// <param name="Nesterov">Looks ahead along the momentum; needs one. Default false.</param>
/// <param name="WeightDecay">The factor of the L2 penalty ½·WeightDecay·‖p‖². Default 0.</param>
public sealed record SgdOptions(double Momentum = 0, bool Nesterov = false, double WeightDecay = 0) : OptimiserOptions
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A constant is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov without momentum.</exception>
    public override Optimiser For(int parameters)
    {
        Fraction(Momentum);
        NotNegative(WeightDecay);
        return Nesterov && Momentum == 0
            ? throw new ArgumentException("SGD: Nesterov's look-ahead follows the momentum, which is 0; give a momentum, such as 0.9.")
            : new Sgd(parameters, this);
    }
}
