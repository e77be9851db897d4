using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>a + b.</summary>
public readonly record struct AddFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        a + b;
}

/// <summary>a − b.</summary>
public readonly record struct SubtractFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        a - b;
}

/// <summary>a·b.</summary>
public readonly record struct MultiplyFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        a * b;
}

/// <summary>a / b.</summary>
public readonly record struct DivideFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        a / b;
}

/// <summary>The larger of a and b; NaN where either is NaN.</summary>
public readonly record struct MaximumFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        TLane.Max(a, b);
}

/// <summary>The smaller of a and b; NaN where either is NaN.</summary>
public readonly record struct MinimumFunction : IBinaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        TLane.Min(a, b);
}

/// <summary>What of the gradient of max(a, b) belongs to a (or of min(b, a), to b): all where a is the larger, half where they are equal, as in PyTorch.</summary>
public readonly record struct GreaterGradient : ITernaryFunction
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TLane>(TLane gradient, TLane a, TLane b) where TLane : unmanaged, ILane<TLane> =>
        TLane.SelectGreater(a, b, gradient, TLane.SelectEqual(a, b, gradient * TLane.Broadcast(0.5f), TLane.Zero));
}
