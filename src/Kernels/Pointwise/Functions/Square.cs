using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x².</summary>
public readonly record struct SquareFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        x * x;
}

/// <summary>The gradient of x² from its input: 2·gradient·x.</summary>
public readonly record struct SquareGradient : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane x) where TLane : unmanaged, ILane<TLane> =>
        (gradient + gradient) * x;
}
