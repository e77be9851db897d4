using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>tanh x.</summary>
public readonly record struct TanhFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        Elementary.Tanh(x);
}

/// <summary>The gradient of tanh from its output: gradient·(1 − y²).</summary>
public readonly record struct TanhGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        gradient * (TLane.Broadcast(1) - (y * y));
}
