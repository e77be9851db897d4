using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>eˣ.</summary>
public readonly record struct ExpFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        Elementary.Exp(x);
}
