using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x·(1 + tanh u) / 2 = x·σ(2u), u = √(2/π)·(x + 0.044715·x³).</summary>
public readonly record struct GeluTanhFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        x * Elementary.Sigmoid(x * TLane.MultiplyAdd(x * x, TLane.Broadcast(2 * 0.79788456f * 0.044715f), TLane.Broadcast(2 * 0.79788456f)));
}

/// <summary>The gradient of the tanh form of GELU from its input: gradient·(s + x·s·(1 − s)·2u′), s = σ(2u), u′ = √(2/π)·(1 + 3·0.044715·x²).</summary>
public readonly record struct GeluTanhGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        TLane square = x * x, linear = TLane.Broadcast(2 * 0.79788456f);
        var s = Elementary.Sigmoid(x * TLane.MultiplyAdd(square, TLane.Broadcast(2 * 0.79788456f * 0.044715f), linear));
        var slope = TLane.MultiplyAdd(square, TLane.Broadcast(6 * 0.79788456f * 0.044715f), linear);
        return gradient * s * TLane.MultiplyAdd(x * (one - s), slope, one);
    }
}
