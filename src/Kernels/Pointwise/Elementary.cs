using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Functions that activations are made of, written over a lane type; relative error of some 2·10⁻⁷ over the whole range.</summary>
internal static class Elementary
{
    /// <summary>eˣ to two units in the last place; +∞ above 88.72, 0 below −87.</summary>
    /// <remarks>
    /// x = n·log 2 + r with |r| ≤ (log 2) / 2, so eˣ = 2ⁿ·(1 + r + r²·P(r)). Adding and subtracting 1.5·2²³ rounds to a whole number; log 2 is taken off
    /// in two parts, of which the first has so few bits that n times it is exact (Cody and Waite). P interpolates (eʳ − 1 − r) / r² at Chebyshev points: relative error 10⁻⁸.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Exp<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        TLane one = TLane.Broadcast(1), rounder = TLane.Broadcast(12582912);
        var n = TLane.MultiplyAdd(x, TLane.Broadcast(1.44269504f), rounder) - rounder;
        var r = TLane.MultiplyAdd(n, TLane.Broadcast(-0.693359375f), x);
        r = TLane.MultiplyAdd(n, TLane.Broadcast(2.12194440e-4f), r);

        var p = TLane.Broadcast(0.0013926182f);
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(0.0083631780f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(0.0416665561f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(0.1666657627f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(0.5f));
        p = TLane.MultiplyAdd(p * r, r, r) + one;

        // n reaches 128, one more than a float's exponent: one factor of 2 goes to p.
        var y = (p + p) * TLane.PowerOfTwo(n - one);
        y = TLane.SelectGreater(x, TLane.Broadcast(88.72283f), TLane.Broadcast(float.PositiveInfinity), y);
        return TLane.SelectGreater(TLane.Broadcast(-87), x, TLane.Zero, y);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Sigmoid<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        return one / (one + Exp(TLane.Zero - x));
    }

    /// <summary>tanh x: near 0 the odd polynomial x + x³·P(x²), because 1 − 2 / (e²ˣ + 1) loses all digits there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Tanh<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var far = one - (TLane.Broadcast(2) / (Exp(x + x) + one));

        // P by Chebyshev interpolation of (tanh(√z) / √z − 1) / z on 0 ≤ z ≤ 0.625²: relative error of tanh below 5·10⁻⁹.
        var z = x * x;
        var p = TLane.Broadcast(0.0022927450f);
        p = TLane.MultiplyAdd(p, z, TLane.Broadcast(-0.0083439453f));
        p = TLane.MultiplyAdd(p, z, TLane.Broadcast(0.0217689183f));
        p = TLane.MultiplyAdd(p, z, TLane.Broadcast(-0.0539592579f));
        p = TLane.MultiplyAdd(p, z, TLane.Broadcast(0.1333330423f));
        p = TLane.MultiplyAdd(p, z, TLane.Broadcast(-0.3333333433f));
        var near = TLane.MultiplyAdd(p * z, x, x);
        return TLane.SelectGreater(TLane.Abs(x), TLane.Broadcast(0.625f), far, near);
    }

    /// <summary>log(1 + u) for u ≥ 0. What 1 + u rounds away is given back by the factor u / ((1 + u) − 1) (Kahan).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LogOnePlus<TLane>(TLane u) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var sum = one + u;
        return TLane.SelectEqual(sum, one, u, TLane.Log(sum) * u / (sum - one));
    }

    /// <summary>eˣ − 1 for x ≤ 0, as 2t / (1 − t) with t = tanh(x / 2), which keeps its digits near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ExpMinusOne<TLane>(TLane x) where TLane : unmanaged, ILane<TLane>
    {
        var t = Tanh(x * TLane.Broadcast(0.5f));
        return (t + t) / (TLane.Broadcast(1) - t);
    }

    /// <summary>The standard normal distribution: its density φ(x) = e^(−x²/2) / √(2π) and its integral Φ(x) = (1 + erf(x / √2)) / 2.</summary>
    /// <remarks>
    /// With t = |x| / √2 and u = 1 / (1 + t / 2.5): Φ(−|x|) = erfc(t) / 2 = e^(−t²)·u·P(u), where P interpolates e^(t²)·erfc(t) / (2u) at Chebyshev points
    /// of 0.2 ≤ u ≤ 1 (0 ≤ t ≤ 10) with a relative error of 3·10⁻⁸. One formula serves the middle and the tails, and erf is exact to 10⁻⁷.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane NormalIntegral<TLane>(TLane x, out TLane density) where TLane : unmanaged, ILane<TLane>
    {
        var one = TLane.Broadcast(1);
        var t = TLane.Abs(x) * TLane.Broadcast(0.70710678f);
        var u = one / TLane.MultiplyAdd(t, TLane.Broadcast(0.4f), one);
        var e = Exp(x * x * TLane.Broadcast(-0.5f));
        density = e * TLane.Broadcast(0.39894228f);

        var p = TLane.Broadcast(-0.0167505629f);
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.1093926802f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(-0.2732512951f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.3046710789f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(-0.1671559364f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.1489865929f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.0605299920f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.1083446965f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.1123743355f));
        p = TLane.MultiplyAdd(p, u, TLane.Broadcast(0.1128584296f));
        var tail = e * u * p;
        return TLane.SelectGreater(x, TLane.Zero, one - tail, tail);
    }
}
