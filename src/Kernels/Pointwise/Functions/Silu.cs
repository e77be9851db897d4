using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x·σ(x).</summary>
public readonly record struct SiluFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        x * Elementary.Sigmoid(x);
}

/// <summary>The gradient of SiLU from its input: gradient·s·(1 + x·(1 − s)), s = σ(x).</summary>
public readonly record struct SiluGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var s = Elementary.Sigmoid(x);
        return gradient * s * TLane.MultiplyAdd(x, one - s, one);
    }
}
