namespace UNetSharp.Segmentation;

/// <summary>Over which versions of the input the probabilities are averaged at prediction.</summary>
public enum Averaging
{
    /// <summary>The input as it is.</summary>
    None,

    /// <summary>All mirror images: of pictures the eight symmetries of a square (four right angles, mirrored or not), of volumes the eight subsets of flipped axes. Eight runs a tile.</summary>
    Mirror,

    /// <summary>
    /// Seven turns in the plane, by 0°, 45°, … 270°, with bilinear interpolation to and fro. Ronneberger et al. 2015 average over "7 rotated versions" and do not say which; of these
    /// the four right angles need no interpolation. The whole image is held in memory, turned.
    /// </summary>
    Rotate,
}
