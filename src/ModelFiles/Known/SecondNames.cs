using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>Names under which other programs save networks of the catalogue, where they are not those of the network's reference.</summary>
/// <remarks>
/// MONAI's V-Net (monai/networks/nets/vnet.py) is the reference's with convolutions that have no summands; timm's encoders in segmentation_models.pytorch (encoders/timm_universal.py) stand in an attribute of their own; its "timm-efficientnet-b0" (encoders/timm_efficientnet.py) is torchvision's EfficientNet-B0.
/// </remarks>
/// <param name="Whose">Whose names they are.</param>
/// <param name="Marker">A name that only such a checkpoint has.</param>
/// <param name="Names">Parts of names, and what stands in their place in the catalogue.</param>
/// <param name="Silent">Ends of the names of convolutions whose summands are left out where they are 0.</param>
internal sealed record SecondNames(string Whose, string Marker, ImmutableArray<(string Theirs, string Ours)> Names, ImmutableArray<string> Silent)
{
    private static readonly ImmutableArray<SecondNames> All =
    [
        new("MONAI", "in_tr.conv_block.conv.weight", [(".conv_block.conv.", ".conv1."), (".conv_block.adn.N.", ".bn1.")], [".conv1.weight", ".down_conv.weight"]),
        new("timm", "encoder.model.conv1.weight", [("encoder.model.", "encoder.")], []),
        new("timm", "encoder.conv_stem.weight",
        [
            ("encoder.conv_stem.", "encoder.features.0.0."), ("encoder.bn1.", "encoder.features.0.1."), // the stem
            (".blocks.0.0.conv_dw.", ".features.1.0.block.0.0."), (".blocks.0.0.bn1.", ".features.1.0.block.0.1."), // the first block does not expand
            (".blocks.0.0.se.conv_reduce.", ".features.1.0.block.1.fc1."), (".blocks.0.0.se.conv_expand.", ".features.1.0.block.1.fc2."),
            (".blocks.0.0.conv_pw.", ".features.1.0.block.2.0."), (".blocks.0.0.bn2.", ".features.1.0.block.2.1."),
            ("encoder.blocks.1.", "encoder.features.2."), ("encoder.blocks.2.", "encoder.features.3."), ("encoder.blocks.3.", "encoder.features.4."),
            ("encoder.blocks.4.", "encoder.features.5."), ("encoder.blocks.5.", "encoder.features.6."), ("encoder.blocks.6.", "encoder.features.7."),
            (".conv_pw.", ".block.0.0."), (".bn1.", ".block.0.1."), (".conv_dw.", ".block.1.0."), (".bn2.", ".block.1.1."),
            (".se.conv_reduce.", ".block.2.fc1."), (".se.conv_expand.", ".block.2.fc2."), (".conv_pwl.", ".block.3.0."), (".bn3.", ".block.3.1."),
        ], []) { Unused = ["encoder.conv_head.", "encoder.bn2."] },
        new("MONAI", "vit.blocks.0.cross_attn.to_q.weight", [], []) { Unused = [".cross_attn.", ".norm_cross_attn."] },
        new("EfficientNet-PyTorch", "encoder._conv_stem.weight", [], []) { Unused = ["encoder._conv_head.", "encoder._bn1."] },
    ];

    /// <summary>Parts of the names of what a network has and does not use: a classifier's layers behind its features, UNETR's attention across two lists.</summary>
    public ImmutableArray<string> Unused { get; private init; } = [];

    /// <summary>The tensors as they are, and under the catalogue's names where they have others.</summary>
    /// <param name="tensors">A checkpoint.</param>
    public static IEnumerable<(TensorSet Tensors, string Whose)> Of(TensorSet tensors)
    {
        yield return (tensors, "");
        if (UnetrPlan.OfPerceptron(tensors) is { } convolution)
        {
            tensors = convolution;
            yield return (tensors, "MONAI");
        }

        foreach (var names in All)
        {
            if (tensors.Contains(names.Marker)) yield return (names.Translated(tensors), names.Whose);
        }

        if (CountedLayers.FromOne(tensors) is { } counted) yield return (counted, "Keras");
    }

    private TensorSet Translated(TensorSet tensors)
    {
        var renamed = tensors.Tensors.Where(tensor => !Unused.Any(part => tensor.Name.Contains(part, StringComparison.Ordinal))).Select(tensor => tensor.Renamed(Names.Aggregate(tensor.Name, (name, part) => name.Replace(part.Theirs, part.Ours, StringComparison.Ordinal)))).ToList();
        var known = renamed.Select(tensor => tensor.Name).ToHashSet();
        foreach (var weight in renamed.Where(tensor => Silent.Any(end => tensor.Name.EndsWith(end, StringComparison.Ordinal)) && tensor.Shape.Length > 0).ToArray())
        {
            var summands = weight.Name[..^"weight".Length] + "bias";
            if (known.Add(summands)) renamed.Add(NamedTensor.Create(summands, [weight.Shape[0]], new float[weight.Shape[0]]));
        }

        return new TensorSet(tensors.Source, renamed.DistinctBy(tensor => tensor.Name), tensors.Metadata);
    }
}
