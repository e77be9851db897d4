namespace UNetSharp.Imaging;

/// <summary>How the samples of a resized image lie over those of the original.</summary>
public enum GridAlignment
{
    /// <summary>
    /// The outer edges of the outermost samples coincide: output sample i reads the original at (i + ½)·n/m − ½. Samples are little areas, and spacing
    /// times count stays what it was. PyTorch's align_corners=False, skimage.transform.resize, OpenCV; the right choice for images.
    /// </summary>
    Edges,

    /// <summary>
    /// The centres of the outermost samples coincide: output sample i reads the original at i·(n − 1)/(m − 1). PyTorch's align_corners=True,
    /// scipy.ndimage.zoom. The spacing becomes spacing·(n − 1)/(m − 1).
    /// </summary>
    Corners,
}
