using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>|x|.</summary>
public readonly record struct AbsFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Abs(x);
}

/// <summary>The gradient of |x| from its input: gradient·sign(x), 0 at 0.</summary>
public readonly record struct AbsGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Zero, gradient, TLane.SelectEqual(x, TLane.Zero, TLane.Zero, TLane.Zero - gradient));
}
