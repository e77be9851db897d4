using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>min(max(x, low), high).</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct ClampFunction(float Low, float High) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Min(TLane.Max(x, TLane.Broadcast(Low)), TLane.Broadcast(High));
}

/// <summary>The gradient of clamp from its input: gradient within the bounds (themselves included), 0 outside.</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="High">Upper bound.</param>
public readonly record struct ClampGradient(float Low, float High) : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(TLane.Broadcast(Low), x, TLane.Zero, TLane.SelectGreater(x, TLane.Broadcast(High), TLane.Zero, gradient));
}
