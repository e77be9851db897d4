namespace UNetSharp.ModelFiles;

/// <summary>Networks that are often met and are not in the catalogue: their checkpoints are told by a name, so that the refusal can say what they are.</summary>
internal static class StrangeNetwork
{
    private static readonly (string Marker, string What)[] All =
    [
        ("encoder._conv_stem.weight", "a U-Net on an EfficientNet of efficientnet_pytorch that is not B0"),
        ("encoder.conv_stem.weight", "a U-Net on an encoder of timm that is not EfficientNet-B0"),
        ("encoder.model.conv_stem.weight", "a U-Net on an encoder of timm, whose padding and skips its tensors do not tell"),
        ("conv_0.conv_0.conv.weight", "MONAI's BasicUNet"),
        ("input_block.conv1.conv.weight", "MONAI's DynUNet"),
        ("convInit.conv.weight", "MONAI's SegResNet"),
        ("encoders.0.basic_module.se_module.cSE.fc1.weight", "the residual U-Net with squeeze and excitation of pytorch-3dunet"),
    ];

    /// <summary>What a checkpoint is; null if it is none of these.</summary>
    public static string? Of(IEnumerable<TensorSet> unwrapped) =>
        unwrapped.SelectMany(set => All.Where(row => set.Contains(row.Marker))).Select(row => row.What).FirstOrDefault();
}
