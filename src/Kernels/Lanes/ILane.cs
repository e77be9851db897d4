namespace UNetSharp.Kernels;

/// <summary>One vector register of float32, of some width: kernels are written once over it and compiled once for each width.</summary>
/// <remarks>
/// A lane type is a struct around one hardware vector (<see cref="Lane512"/>, <see cref="Lane256"/>, <see cref="Lane128"/>) or one float (<see cref="Lane1"/>).
/// In channels-last data, lane l of a register holds channel c + l of one pixel.
/// Accumulators must be named locals: an array of them, even an inline one, is kept in memory and costs three quarters of the speed.
/// </remarks>
/// <typeparam name="TSelf">The lane type itself.</typeparam>
public unsafe interface ILane<TSelf> where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>Floats in one register.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of the product's microtile (<see cref="Microkernel"/>): what the machine's registers hold beside two vectors of the right matrix and one broadcast.</summary>
    static abstract int Rows { get; }

    /// <summary>All lanes zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Reads <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>Writes <see cref="Count"/> floats; no alignment is asked for.</summary>
    static abstract void Store(TSelf value, float* to);

    /// <summary>Reads the first <paramref name="count"/> floats, fewer than <see cref="Count"/>, and nothing behind them; the other lanes are 0.</summary>
    static abstract TSelf LoadFirst(float* from, int count);

    /// <summary>Writes the first <paramref name="count"/> lanes, fewer than <see cref="Count"/>, and nothing behind them.</summary>
    static abstract void StoreFirst(TSelf value, float* to, int count);

    /// <summary>a·b + c, fused where the machine can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger of each pair; NaN where either is NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller of each pair; NaN where either is NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The square root of each lane.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The absolute value of each lane.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>All lanes added up.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>2 to the power of each lane, whole numbers from −126 to 127 (what the others give is undefined).</summary>
    static abstract TSelf PowerOfTwo(TSelf a);

    /// <summary>The natural logarithm of each lane, to about one unit in the last place; −∞ for 0, NaN below.</summary>
    static abstract TSelf Log(TSelf a);

    /// <summary>In each lane: a &gt; b ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectGreater(TSelf a, TSelf b, TSelf whenTrue, TSelf whenFalse);

    /// <summary>In each lane: a == b ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectEqual(TSelf a, TSelf b, TSelf whenTrue, TSelf whenFalse);

    /// <summary>Lane by lane.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Lane by lane.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Lane by lane.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Lane by lane.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);
}
