using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>log(1 + e^(β·x)) / β.</summary>
/// <param name="Beta">Sharpness, above 0.</param>
/// <param name="Threshold">Where β·x is above it, the result is x: the difference is below a rounding error from 17 on.</param>
public readonly record struct SoftplusFunction(float Beta, float Threshold) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        TLane beta = TLane.Broadcast(Beta), scaled = x * beta;

        // log(1 + eˢ) = max(s, 0) + log(1 + e^−|s|): the exponential never overflows.
        var soft = TLane.Max(scaled, TLane.Zero) + Elementary.LogOnePlus(Elementary.Exp(TLane.Zero - TLane.Abs(scaled)));
        return TLane.SelectGreater(scaled, TLane.Broadcast(Threshold), x, soft / beta);
    }
}

/// <summary>The gradient of softplus from its input: gradient·σ(β·x), or gradient where β·x is above the threshold.</summary>
/// <param name="Beta">Sharpness, above 0.</param>
/// <param name="Threshold">Where β·x is above it, the result is x: the difference is below a rounding error from 17 on.</param>
public readonly record struct SoftplusGradient(float Beta, float Threshold) : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var scaled = x * TLane.Broadcast(Beta);
        return TLane.SelectGreater(scaled, TLane.Broadcast(Threshold), gradient, gradient * Elementary.Sigmoid(scaled));
    }
}
