using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>scale·x + shift.</summary>
/// <param name="Scale">Factor.</param>
/// <param name="Shift">Addend.</param>
public readonly record struct AffineFunction(float Scale, float Shift) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.MultiplyAdd(x, TLane.Broadcast(Scale), TLane.Broadcast(Shift));
}
