using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x·min(max(x + 3, 0), 6) / 6.</summary>
public readonly record struct HardSwishFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        x * TLane.Min(TLane.Max(x + TLane.Broadcast(3), TLane.Zero), TLane.Broadcast(6)) * TLane.Broadcast(1 / 6f);
}

/// <summary>The gradient of hard swish from its input: 0 up to −3, gradient·(x / 3 + 1/2) between, gradient from 3 on.</summary>
public readonly record struct HardSwishGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane>
    {
        TLane three = TLane.Broadcast(3), middle = gradient * TLane.MultiplyAdd(x, TLane.Broadcast(1 / 3f), TLane.Broadcast(0.5f));
        return TLane.SelectGreater(three, x, TLane.SelectGreater(x, TLane.Zero - three, middle, TLane.Zero), gradient);
    }
}
