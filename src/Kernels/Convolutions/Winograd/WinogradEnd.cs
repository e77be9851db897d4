using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>What happens to a vector of outputs between the transform's last addition and its store; a type for each case, so that the compiler sees which.</summary>
internal interface IWinogradEnd<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <summary>The number that is stored for the sum z.</summary>
    TLane Of(TLane z);
}

/// <summary>z.</summary>
internal readonly struct WinogradAsIs<TLane> : IWinogradEnd<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of(TLane z) => z;
}

/// <summary>scale·z + bias.</summary>
internal readonly struct WinogradAffine<TLane>(TLane scale, TLane bias) : IWinogradEnd<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of(TLane z) => TLane.MultiplyAdd(scale, z, bias);
}

/// <summary>scale·z + bias, or 0 where that is below.</summary>
internal readonly struct WinogradRelu<TLane>(TLane scale, TLane bias) : IWinogradEnd<TLane> where TLane : unmanaged, ILane<TLane>
{
    // 0 > z, so that NaN stays NaN.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of(TLane z)
    {
        var value = TLane.MultiplyAdd(scale, z, bias);
        return TLane.SelectGreater(TLane.Zero, value, TLane.Zero, value);
    }
}

/// <summary>scale·z + bias where that is above 0, else slope times it.</summary>
internal readonly struct WinogradLeakyRelu<TLane>(TLane scale, TLane bias, TLane slope) : IWinogradEnd<TLane> where TLane : unmanaged, ILane<TLane>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of(TLane z)
    {
        var value = TLane.MultiplyAdd(scale, z, bias);
        return TLane.SelectGreater(TLane.Zero, value, slope * value, value);
    }
}
