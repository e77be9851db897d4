using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
public readonly record struct SigmoidFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        Elementary.Sigmoid(x);
}

/// <summary>The gradient of the sigmoid from its output: gradient·y·(1 − y).</summary>
public readonly record struct SigmoidGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        gradient * y * (TLane.Broadcast(1) - y);
}
