using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>Names under which other programs save networks of the catalogue, where they are not those of the network's reference.</summary>
/// <remarks>
/// MONAI's V-Net (monai/networks/nets/vnet.py) is the reference's with convolutions that have no summands; timm's encoders in segmentation_models.pytorch (encoders/timm_universal.py) stand in an attribute of their own.
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
    ];

    /// <summary>The tensors as they are, and under the catalogue's names where they have others.</summary>
    /// <param name="tensors">A checkpoint.</param>
    public static IEnumerable<(TensorSet Tensors, string Whose)> Of(TensorSet tensors)
    {
        yield return (tensors, "");
        foreach (var names in All)
        {
            if (tensors.Contains(names.Marker)) yield return (names.Translated(tensors), names.Whose);
        }

        if (CountedLayers.FromOne(tensors) is { } counted) yield return (counted, "Keras");
    }

    private TensorSet Translated(TensorSet tensors)
    {
        var renamed = tensors.Tensors.Select(tensor => tensor.Renamed(Names.Aggregate(tensor.Name, (name, part) => name.Replace(part.Theirs, part.Ours, StringComparison.Ordinal)))).ToList();
        var known = renamed.Select(tensor => tensor.Name).ToHashSet();
        foreach (var weight in renamed.Where(tensor => Silent.Any(end => tensor.Name.EndsWith(end, StringComparison.Ordinal)) && tensor.Shape.Length > 0).ToArray())
        {
            var summands = weight.Name[..^"weight".Length] + "bias";
            if (known.Add(summands)) renamed.Add(NamedTensor.Create(summands, [weight.Shape[0]], new float[weight.Shape[0]]));
        }

        return new TensorSet(tensors.Source, renamed.DistinctBy(tensor => tensor.Name), tensors.Metadata);
    }
}
