namespace UNetSharp.Segmentation;

/// <summary>What becomes of places that several tiles answer for.</summary>
public enum Blend
{
    /// <summary>The tile whose middle is nearest answers alone. For valid networks, whose tiles agree.</summary>
    None,

    /// <summary>All tiles count alike.</summary>
    Uniform,

    /// <summary>A tile counts by a normal distribution about its middle, with σ = tile / 8 on each axis: the nearer its border, the less a padded network has seen (nnU-Net).</summary>
    Gaussian,
}
