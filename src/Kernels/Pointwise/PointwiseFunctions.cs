namespace UNetSharp.Kernels;

/// <summary>y = f(x), number by number: written once over a lane type, run by the one loop of <see cref="Pointwise"/>.</summary>
/// <remarks>Parameters (a slope, an exponent) are fields of the struct.</remarks>
public interface IUnaryFunction
{
    /// <summary>f of each lane.</summary>
    TLane Apply<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>;
}

/// <summary>y = f(a, b), number by number.</summary>
public interface IBinaryFunction
{
    /// <summary>f of each pair of lanes.</summary>
    TLane Apply<TLane>(TLane a, TLane b) where TLane : unmanaged, ILane<TLane>;
}

/// <summary>y = f(a, b, c), number by number.</summary>
public interface ITernaryFunction
{
    /// <summary>f of each triple of lanes.</summary>
    TLane Apply<TLane>(TLane a, TLane b, TLane c) where TLane : unmanaged, ILane<TLane>;
}
