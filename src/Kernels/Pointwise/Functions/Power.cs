using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>xᵉ. Whole exponents up to ±8 are products and take any x; others are e^(e·log x), NaN below 0.</summary>
/// <param name="Exponent">e.</param>
public readonly record struct PowerFunction(float Exponent) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var whole = MathF.Abs(Exponent);
        if (whole > 8 || whole != MathF.Floor(whole))
        {
            return Elementary.Exp(TLane.Log(x) * TLane.Broadcast(Exponent));
        }

        TLane one = TLane.Broadcast(1), product = one;
        for (var factor = 0; factor < (int)whole; factor++)
        {
            product *= x;
        }

        return Exponent < 0 ? one / product : product;
    }
}

/// <summary>The gradient of xᵉ from its input: gradient·e·xᵉ⁻¹.</summary>
/// <param name="Exponent">e.</param>
public readonly record struct PowerGradient(float Exponent) : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane> =>
        gradient * TLane.Broadcast(Exponent) * new PowerFunction(Exponent - 1).Apply(x);
}
