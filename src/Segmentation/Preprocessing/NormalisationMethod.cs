namespace UNetSharp.Segmentation;

/// <summary>How intensities are brought to a common scale; the parameters stand in <see cref="IntensityNormalisation"/>.</summary>
public enum NormalisationMethod
{
    /// <summary>Values stay as they are.</summary>
    None,

    /// <summary>Mean 0 and standard deviation 1 over the image.</summary>
    ZScore,

    /// <summary>Mean 0 and standard deviation 1 over the samples that are not 0; zeros stay 0.</summary>
    ZScoreNonzero,

    /// <summary>The image's least value becomes 0, its greatest 1.</summary>
    MinMax,

    /// <summary>Two percentiles of the image become 0 and 1; what lies beyond goes on beyond.</summary>
    Percentiles,

    /// <summary>Division by a number: 255 turns bytes into 0..1.</summary>
    Divide,

    /// <summary>Clipping to two numbers, then a mean and a standard deviation of the whole data set: CT, whose values mean something.</summary>
    Fixed,
}
