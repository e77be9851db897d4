namespace UNetSharp.Segmentation;

/// <summary>What normalisation does to the values of one channel: y = (clamp(x, Lower, Upper) − Centre) · Scale.</summary>
/// <param name="Lower">Values below become this one first; −∞ clips nothing.</param>
/// <param name="Upper">Values above become this one first; +∞ clips nothing.</param>
/// <param name="Centre">The value that becomes 0. Subtracted before scaling, so that a large mean costs no digits.</param>
/// <param name="Scale">The factor.</param>
/// <param name="KeepZeros">Whether samples that are exactly 0 stay 0: they are the empty surroundings of a cropped scan.</param>
public readonly record struct IntensityMap(float Lower, float Upper, float Centre, float Scale, bool KeepZeros = false)
{
    /// <summary>The map that changes nothing.</summary>
    public static IntensityMap Identity { get; } = new(float.NegativeInfinity, float.PositiveInfinity, 0, 1);

    /// <summary>The value that a sample becomes.</summary>
    public float Of(float sample) => KeepZeros && sample == 0 ? 0 : (Math.Clamp(sample, Lower, Upper) - Centre) * Scale;
}
