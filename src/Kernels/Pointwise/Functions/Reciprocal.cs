using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>1 / x.</summary>
public readonly record struct ReciprocalFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Broadcast(1) / x;
}

/// <summary>The gradient of 1 / x from its output: −gradient·y².</summary>
public readonly record struct ReciprocalGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        TLane.Zero - (gradient * y * y);
}
