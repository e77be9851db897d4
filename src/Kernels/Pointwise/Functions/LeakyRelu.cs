using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>x &gt; 0 ? x : slope·x.</summary>
/// <param name="Slope">At least 0.</param>
public readonly record struct LeakyReluFunction(float Slope) : IUnaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Zero, x, x * TLane.Broadcast(Slope));
}

/// <summary>The gradient of leaky ReLU from its output, which has the sign of the input: y &gt; 0 ? gradient : slope·gradient.</summary>
/// <param name="Slope">At least 0.</param>
public readonly record struct LeakyReluGradient(float Slope) : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane y) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(y, TLane.Zero, gradient, gradient * TLane.Broadcast(Slope));
}
