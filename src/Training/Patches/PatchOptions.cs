using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>What patches are drawn, and from what.</summary>
/// <param name="Input">The extent that the network reads.</param>
/// <param name="Output">The extent that it labels: the centre of the input, smaller by the same number of pixels on opposite sides. The paper's network reads 572x572 and labels 388x388.</param>
public sealed record PatchOptions(Extent Input, Extent Output)
{
    /// <summary>Patches whose labels have the extent of the image.</summary>
    public PatchOptions(Extent extent) : this(extent, extent)
    {
    }

    /// <summary>How intensities are normalised, each image as a whole, before patches are cut. Default: z-score.</summary>
    public IntensityNormalisation Normalisation { get; init; } = IntensityNormalisation.ZScore;

    /// <summary>How pixels are weighed. Default: all alike.</summary>
    public WeightMapOptions Weights { get; init; } = WeightMapOptions.None;

    /// <summary>How patches are changed. Default: not at all.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.None;

    /// <summary>The share of patches that are laid around a pixel of a class other than 0, each class that the case has being equally likely; the others lie anywhere. nnU-Net's third is the default.</summary>
    public double ForegroundShare { get; init; } = 1 / 3.0;

    /// <summary>How much memory normalised images, labels and weights may take; those used longest ago are prepared again when needed. Default: 2 GiB.</summary>
    public long MemoryBytes { get; init; } = 2L << 30;

    /// <summary>Refuses options that mean nothing.</summary>
    /// <exception cref="ArgumentException">The output is not the centre of the input, or a number is out of range.</exception>
    public void Validate()
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (Output[axis] > Input[axis] || (Input[axis] - Output[axis]) % 2 != 0)
                throw new ArgumentException($"PatchOptions: the output {Output} is not the centre of the input {Input}: along every axis it must be smaller by an even number of pixels, or equal.");
        }

        Require.That(ForegroundShare is >= 0 and <= 1, nameof(PatchOptions), nameof(ForegroundShare), ForegroundShare, "a share from 0 to 1");
        Require.That(MemoryBytes >= 0, nameof(PatchOptions), nameof(MemoryBytes), MemoryBytes, "0 or more bytes");
        Augmentation.Validate();
        Weights.Validate();
    }
}
