using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x·Φ(x), Φ the integral of the standard normal distribution.</summary>
public readonly record struct GeluFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        x * Elementary.NormalIntegral(x, out _);
}

/// <summary>The gradient of GELU from its input: gradient·(Φ(x) + x·φ(x)).</summary>
public readonly record struct GeluGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var integral = Elementary.NormalIntegral(x, out var density);
        return gradient * TLane.MultiplyAdd(x, density, integral);
    }
}
