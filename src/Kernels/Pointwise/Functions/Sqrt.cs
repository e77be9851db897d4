using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>√x.</summary>
public readonly record struct SqrtFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Sqrt(x);
}

/// <summary>The gradient of the square root from its output: gradient / (2y).</summary>
public readonly record struct SqrtGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        gradient / (y + y);
}
