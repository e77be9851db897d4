using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>max(x, 0); NaN stays NaN.</summary>
public readonly record struct ReluFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Max(x, TLane.Zero);
}

/// <summary>The gradient of ReLU from its output: y &gt; 0 ? gradient : 0.</summary>
public readonly record struct ReluGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(y, TLane.Zero, gradient, TLane.Zero);
}
