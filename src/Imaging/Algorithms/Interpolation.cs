namespace UNetSharp.Imaging;

/// <summary>How values between samples are found; the numbers are SciPy's spline orders.</summary>
public enum Interpolation
{
    /// <summary>The nearest sample; halfway, the one to the right. For labels.</summary>
    Nearest = 0,

    /// <summary>Straight lines between neighbours (bilinear, trilinear).</summary>
    Linear = 1,

    /// <summary>The cubic spline through the samples (B-spline with prefilter, not the Catmull-Rom kernel that PyTorch calls bicubic).</summary>
    Cubic = 3,
}
