using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>The window that a network takes, and the part in its middle that it answers for. An image is a volume of depth 1.</summary>
/// <param name="Input">What it takes: 1x572x572 for the U-Net of 2015.</param>
/// <param name="Output">What it answers for: 1x388x388 there; as much as it takes for a padded network.</param>
public readonly record struct TileShape(Triple Input, Triple Output)
{
    /// <summary>The context that the answer lacks in front of it, on each axis: 0x92x92 for the U-Net of 2015.</summary>
    public Triple Margin => new((Input.D - Output.D) / 2, (Input.H - Output.H) / 2, (Input.W - Output.W) / 2);

    /// <summary>Whether the network answers for less than it takes, so that every answer has seen a whole neighbourhood.</summary>
    public bool IsValid => Input != Output;

    /// <inheritdoc/>
    public override string ToString() => IsValid ? $"{Input} → {Output}" : $"{Input}";
}
