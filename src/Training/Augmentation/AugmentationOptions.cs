using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>How patches are changed at random while training. What is drawn for a patch depends on the seed and the patch's number alone.</summary>
/// <remarks>
/// Geometry first, in one reading of the image: the patch is mirrored, scaled and rotated about its centre, bent, and shifted. Then intensities: curve, gamma,
/// contrast and brightness in one pass, blur, noise. Channels share the geometry, and each draws its own intensities.
/// Intensities are told in standard deviations of the image, so they mean the same under any normalisation.
/// </remarks>
public sealed record AugmentationOptions
{
    private static readonly Interval One = Interval.Only(1);

    /// <summary>Patches as they are.</summary>
    public static AugmentationOptions None { get; } = new();

    /// <summary>The 2015 paper: rotations, elastic deformations on a 3x3 grid of 10 px, and variations of grey values; shifts come from the patch's place.</summary>
    /// <remarks>The paper tells the grid and its magnitude; of rotations and grey values it gives no numbers: here any angle, contrast ±20 %, brightness ±0.2 σ.</remarks>
    public static AugmentationOptions Paper2015 { get; } = new()
    {
        Rotation = Interval.Around0(180),
        Elastic = ElasticOptions.Paper2015,
        Contrast = new(0.8, 1.2),
        Brightness = Interval.Around0(0.2),
    };

    /// <summary>For some thirty images of things without up or down, cells for one: the paper's, mirrored, with nnU-Net's range of intensities, each change on a part of the patches.</summary>
    public static AugmentationOptions Default { get; } = new()
    {
        Mirror = true,
        Rotation = Interval.Around0(180),
        Scale = new(0.75, 1.35),
        ScaleChance = 0.3,
        Elastic = ElasticOptions.Paper2015,
        ElasticChance = 0.5,
        Contrast = new(0.75, 1.25),
        ContrastChance = 0.3,
        Brightness = Interval.Around0(0.3),
        BrightnessChance = 0.3,
        Gamma = new(0.7, 1.5),
        GammaChance = 0.3,
        Blur = new(0.5, 1),
        BlurChance = 0.2,
        Noise = new(0, 0.3),
        NoiseChance = 0.1,
    };

    /// <summary>Whether patches are mirrored left to right and top to bottom, each half of the time.</summary>
    public bool Mirror { get; init; }

    /// <summary>Whether volumes are mirrored front to back, too, half of the time.</summary>
    public bool MirrorDepth { get; init; }

    /// <summary>The angle in the plane, in degrees.</summary>
    public Interval Rotation { get; init; }

    /// <summary>The share of patches that are rotated.</summary>
    public double RotationChance { get; init; } = 1;

    /// <summary>The angles about the two axes in the plane, in degrees; volumes only. Best left at 0 where slices are far apart.</summary>
    public Interval Tilt { get; init; }

    /// <summary>The magnification, along all axes: 2 shows everything twice as large.</summary>
    public Interval Scale { get; init; } = One;

    /// <summary>The share of patches that are scaled.</summary>
    public double ScaleChance { get; init; } = 1;

    /// <summary>The shift along each axis in the plane, in pixels, besides that of the patch's place.</summary>
    public Interval Shift { get; init; }

    /// <summary>How patches are bent.</summary>
    public ElasticOptions Elastic { get; init; } = ElasticOptions.None;

    /// <summary>The share of patches that are bent.</summary>
    public double ElasticChance { get; init; } = 1;

    /// <summary>How the image is read between pixels: Linear (the default), or Cubic, which is sharper and slower. Labels are always those of the nearest pixel.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Linear;

    /// <summary>How far black, white and two greys between are moved on the curve of grey values: U(−c, c) of the image's range. The plugin has 0.05.</summary>
    public double Curve { get; init; }

    /// <summary>The share of patches that get a curve.</summary>
    public double CurveChance { get; init; } = 1;

    /// <summary>The exponent on the image's range scaled to 0..1: below 1 brightens, above 1 darkens.</summary>
    public Interval Gamma { get; init; } = One;

    /// <summary>The share of patches that get a gamma.</summary>
    public double GammaChance { get; init; } = 1;

    /// <summary>The factor of the differences from the image's mean.</summary>
    public Interval Contrast { get; init; } = One;

    /// <summary>The share of patches whose contrast changes.</summary>
    public double ContrastChance { get; init; } = 1;

    /// <summary>What is added, in standard deviations of the image.</summary>
    public Interval Brightness { get; init; }

    /// <summary>The share of patches whose brightness changes.</summary>
    public double BrightnessChance { get; init; } = 1;

    /// <summary>The σ of a Gaussian blur in the plane, in pixels.</summary>
    public Interval Blur { get; init; }

    /// <summary>The share of patches that are blurred.</summary>
    public double BlurChance { get; init; } = 1;

    /// <summary>The standard deviation of normal noise, in standard deviations of the image.</summary>
    public Interval Noise { get; init; }

    /// <summary>The share of patches that get noise.</summary>
    public double NoiseChance { get; init; } = 1;

    /// <summary>Refuses options that mean nothing.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message names it and the range.</exception>
    public void Validate()
    {
        Within(nameof(Rotation), Rotation, -360, 360, "degrees");
        Within(nameof(Tilt), Tilt, -360, 360, "degrees");
        Within(nameof(Scale), Scale, 0.1, 10, "times");
        Within(nameof(Shift), Shift, -10000, 10000, "pixels");
        Within(nameof(Gamma), Gamma, 0.1, 10, "as an exponent");
        Within(nameof(Contrast), Contrast, 0, 10, "times");
        Within(nameof(Brightness), Brightness, -10, 10, "standard deviations");
        Within(nameof(Blur), Blur, 0, 50, "pixels");
        Within(nameof(Noise), Noise, 0, 10, "standard deviations");
        Require.That(Curve is >= 0 and <= 0.25, nameof(AugmentationOptions), nameof(Curve), Curve, "0 to 0.25 of the image's range");
        Require.That(Interpolation is Interpolation.Linear or Interpolation.Cubic, nameof(AugmentationOptions), nameof(Interpolation), Interpolation, "Linear or Cubic");
        ArgumentNullException.ThrowIfNull(Elastic);
        Elastic.Validate();
        Chance(nameof(RotationChance), RotationChance);
        Chance(nameof(ScaleChance), ScaleChance);
        Chance(nameof(ElasticChance), ElasticChance);
        Chance(nameof(CurveChance), CurveChance);
        Chance(nameof(GammaChance), GammaChance);
        Chance(nameof(ContrastChance), ContrastChance);
        Chance(nameof(BrightnessChance), BrightnessChance);
        Chance(nameof(BlurChance), BlurChance);
        Chance(nameof(NoiseChance), NoiseChance);
    }

    private static void Within(string name, Interval value, double least, double greatest, string unit) =>
        Require.That(value.Low >= least && value.Low <= value.High && value.High <= greatest, nameof(AugmentationOptions), name, value, FormattableString.Invariant($"within {least}..{greatest} {unit}, the lower number first"));

    private static void Chance(string name, double value) => Require.That(value is >= 0 and <= 1, nameof(AugmentationOptions), name, value, "a share from 0 to 1");
}
