using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x &gt; 0 ? x : slope·x.</summary>
public readonly record struct PReluFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x, TLane slope) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Zero, x, x * slope);
}

/// <summary>The gradient of PReLU for its input: x &gt; 0 ? gradient : slope·gradient.</summary>
public readonly record struct PReluGradient : ITernaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x, TLane slope) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Zero, gradient, gradient * slope);
}

/// <summary>The gradient of PReLU for its slope, before it is summed: gradient·min(x, 0).</summary>
public readonly record struct PReluSlopeGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane> =>
        gradient * TLane.Min(x, TLane.Zero);
}
