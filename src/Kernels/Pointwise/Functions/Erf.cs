using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>erf x = 2·Φ(√2·x) − 1, Φ the integral of the standard normal distribution.</summary>
public readonly record struct ErfFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.MultiplyAdd(Elementary.NormalIntegral(x * TLane.Broadcast(1.41421356f), out _), TLane.Broadcast(2), TLane.Broadcast(-1));
}

/// <summary>The gradient of erf from its input: gradient·2/√π·exp(−x²) = gradient·2√2·φ(√2·x).</summary>
public readonly record struct ErfGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        _ = Elementary.NormalIntegral(x * TLane.Broadcast(1.41421356f), out var density);
        return gradient * density * TLane.Broadcast(2.82842712f);
    }
}
