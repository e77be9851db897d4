namespace UNetSharp.Training;

/// <summary>How pixels are weighed in the loss.</summary>
public sealed record WeightMapOptions
{
    /// <summary>Every pixel weighs 1.</summary>
    public static WeightMapOptions None { get; } = new();

    /// <summary>The 2015 paper: w = w_c + 10·exp(−(d1 + d2)² / (2·5²)), the border term on the background.</summary>
    /// <remarks>Ronneberger, Fischer, Brox, MICCAI 2015, https://arxiv.org/abs/1505.04597, equation 2.</remarks>
    public static WeightMapOptions Paper2015 { get; } = new() { Formula = WeightFormula.Paper2015, BalanceClasses = true };

    /// <summary>The U-Net plugin for ImageJ: border factor 50 and σ 6 px, background 0.1, rim σ 10 px.</summary>
    /// <remarks>Falk et al., U-Net: deep learning for cell counting, detection, and morphometry, Nature Methods 16, 2019.</remarks>
    public static WeightMapOptions Plugin2019 { get; } = new() { Formula = WeightFormula.Plugin2019, BorderWeight = 50, BorderSigma = 6 };

    /// <summary>The formula. Default: none.</summary>
    public WeightFormula Formula { get; init; }

    /// <summary>w0: what the border term comes to where two objects touch.</summary>
    public double BorderWeight { get; init; } = 10;

    /// <summary>σ of the border term, in pixels.</summary>
    public double BorderSigma { get; init; } = 5;

    /// <summary>Whether the paper's border term is added to pixels of objects too, where d1 = 0. Default: to the background alone.</summary>
    /// <remarks>The equation says every pixel; the paper's figure 3d shows it between the cells only, and there it serves its purpose.</remarks>
    public bool BorderInsideObjects { get; init; }

    /// <summary>Whether classes weigh the more the rarer they are (<see cref="WeightMap.ClassWeights"/>).</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>The plugin's weight of background far from every object (v_bal).</summary>
    public double BackgroundWeight { get; init; } = 0.1;

    /// <summary>σ of the plugin's rim of higher weight around objects, in pixels.</summary>
    public double RimSigma { get; init; } = 10;

    /// <summary>Refuses options that mean nothing.</summary>
    /// <exception cref="ArgumentException">A weight is negative, a sigma is not positive, or a number is not finite.</exception>
    public void Validate()
    {
        foreach (var (name, value, least) in new[] { (nameof(BorderWeight), BorderWeight, 0), (nameof(BackgroundWeight), BackgroundWeight, 0), (nameof(BorderSigma), BorderSigma, 1e-3), (nameof(RimSigma), RimSigma, 1e-3) })
        {
            if (!(value >= least) || double.IsInfinity(value)) throw new ArgumentException(FormattableString.Invariant($"WeightMapOptions: {name} must be at least {least} and finite, but it is {value}."));
        }
    }
}
