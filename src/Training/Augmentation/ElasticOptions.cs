namespace UNetSharp.Training;

/// <summary>How patches are bent.</summary>
/// <remarks>
/// Grids: Ronneberger et al., MICCAI 2015, https://arxiv.org/abs/1505.04597, section 3.1 (3x3 nodes, 10 px), and Falk et al., Nature Methods 16, 2019 (150 px apart, 10 px).
/// Smoothed noise: Simard, Steinkraus, Platt, Best practices for convolutional neural networks applied to visual document analysis, ICDAR 2003.
/// Between nodes both grids are interpolated by Catmull-Rom cubics, which pass through the nodes.
/// </remarks>
public sealed record ElasticOptions
{
    /// <summary>Patches are not bent.</summary>
    public static ElasticOptions None { get; } = new();

    /// <summary>The 2015 paper's: 3x3 nodes over the patch, normal displacements of 10 px.</summary>
    public static ElasticOptions Paper2015 { get; } = new() { Kind = ElasticKind.CoarseGrid };

    /// <summary>Where displacements are drawn. Default: nowhere.</summary>
    public ElasticKind Kind { get; init; }

    /// <summary>The standard deviation of the displacements along each axis, in pixels (of the width, where pixels are not square).</summary>
    public double Magnitude { get; init; } = 10;

    /// <summary>Nodes along each side, of a coarse grid: at least 2.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Pixels between nodes, of a spaced grid.</summary>
    public double Spacing { get; init; } = 150;

    /// <summary>The σ of the Gaussian, in pixels, of smoothed noise. Simard's α is magnitude · √3 / (the norm of the Gaussian's weights).</summary>
    public double Smoothness { get; init; } = 20;

    internal void Validate()
    {
        Require.That(Magnitude >= 0 && double.IsFinite(Magnitude), nameof(ElasticOptions), nameof(Magnitude), Magnitude, "0 or more pixels; the paper has 10");
        Require.That(Nodes is >= 2 and <= 64, nameof(ElasticOptions), nameof(Nodes), Nodes, "2 to 64; the paper has 3");
        Require.That(Spacing >= 2 && double.IsFinite(Spacing), nameof(ElasticOptions), nameof(Spacing), Spacing, "2 pixels or more; the plugin has 150");
        Require.That(Smoothness is > 0 and <= 200, nameof(ElasticOptions), nameof(Smoothness), Smoothness, "more than 0 and at most 200 pixels");
    }
}
