using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x·tanh(log(1 + eˣ)).</summary>
public readonly record struct MishFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        // With e = eˣ and w = e² + 2e: tanh(log(1 + e)) = ((1 + e)² − 1) / ((1 + e)² + 1) = w / (w + 2), which is 1 in float32 from x = 10 on: e is held at e²⁰.
        TLane two = TLane.Broadcast(2), e = Elementary.Exp(TLane.Min(x, TLane.Broadcast(20)));
        var w = e * (e + two);
        return x * (w / (w + two));
    }
}

/// <summary>The gradient of Mish from its input: gradient·(t + x·(1 − t²)·σ(x)), t = tanh(log(1 + eˣ)).</summary>
public readonly record struct MishGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        // With w as in the function: t = w / (w + 2), 1 − t² = 4·(w + 1) / (w + 2)², σ(x) = e / (1 + e), w + 1 = (1 + e)².
        TLane one = TLane.Broadcast(1), two = TLane.Broadcast(2), e = Elementary.Exp(TLane.Min(x, TLane.Broadcast(20)));
        TLane w = e * (e + two), bottom = w + two;
        var slope = TLane.Broadcast(4) * e * (e + one) / (bottom * bottom);
        return gradient * TLane.MultiplyAdd(x, slope, w / bottom);
    }
}
