using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The natural logarithm; −∞ for 0, NaN below.</summary>
public readonly record struct LogFunction : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.Log(x);
}
