using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x &gt; 0 ? x : α·(eˣ − 1).</summary>
/// <param name="Alpha">At least 0.</param>
public readonly record struct EluFunction(float Alpha) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Zero, x, Elementary.ExpMinusOne(TLane.Min(x, TLane.Zero)) * TLane.Broadcast(Alpha));
}

/// <summary>The gradient of ELU from its output: y &gt; 0 ? gradient : gradient·(y + α).</summary>
/// <param name="Alpha">At least 0.</param>
public readonly record struct EluGradient(float Alpha) : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(y, TLane.Zero, gradient, gradient * (y + TLane.Broadcast(Alpha)));
}
