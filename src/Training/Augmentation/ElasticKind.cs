namespace UNetSharp.Training;

/// <summary>Where the displacements of an elastic deformation are drawn.</summary>
public enum ElasticKind
{
    /// <summary>Nowhere: patches are not bent.</summary>
    None,

    /// <summary>At so many nodes along each side of the patch, with cubics between: the 2015 paper's 3x3 grid.</summary>
    CoarseGrid,

    /// <summary>At nodes so many pixels apart, with cubics between: the U-Net plugin's grid.</summary>
    SpacedGrid,

    /// <summary>At every pixel, smoothed by a Gaussian: Simard's field.</summary>
    SmoothNoise,
}
