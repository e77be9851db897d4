using System.Globalization;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>The sizes of MONAI's UNETR, as far as its tensors show them, and its tensors under the names of ours.</summary>
/// <remarks>
/// Heads share out the channels of a token without a trace in any shape: 64 channels a head, as in vision transformers, are taken for granted where they divide. Positions are one list: of a volume that is no cube
/// the grid must be said.
/// </remarks>
internal static class UnetrPlan
{
    private const string Embedding = "vit.patch_embedding.patch_embeddings.weight", Positions = "vit.patch_embedding.position_embeddings", PerceptronEmbedding = "vit.patch_embedding.patch_embeddings.1.";
    private const int PatchSize = 16, UsualHead = 64, MostHeads = 12;

    /// <summary>The options of UNETR; none for other entries or other tensors.</summary>
    public static IReadOnlyDictionary<string, string> Options(CatalogueEntry entry, TensorSet tensors)
    {
        if (entry.Name != "unetr" || !tensors.TryGet(Embedding, out var embedding) || embedding.Shape is not [> 0 and var hidden, _, ..] || embedding.Shape.Length is not (4 or 5)) return new Dictionary<string, string>();
        var axes = embedding.Shape.Length - 2;
        var options = new Dictionary<string, string>
        {
            ["dims"] = Number(axes),
            ["hidden"] = Number(hidden),
            ["heads"] = Number(hidden % UsualHead == 0 ? hidden / UsualHead : Enumerable.Range(1, MostHeads).Last(heads => hidden % heads == 0)),
            ["qkv-bias"] = tensors.Contains("vit.blocks.0.attn.qkv.bias") ? "yes" : "no",
        };
        if (tensors.TryGet("vit.blocks.0.mlp.linear1.weight", out var mlp) && mlp.Shape.Length == 2) options["mlp"] = Number(mlp.Shape[0]);
        if (tensors.TryGet("encoder1.layer.conv1.conv.weight", out var first) && first.Shape.Length > 0) options["width"] = Number(first.Shape[0]);
        var layers = 0;
        while (tensors.Contains($"vit.blocks.{layers}.norm1.weight")) layers++;
        if (layers > 0) options["layers"] = Number(layers);
        if (tensors.TryGet(Positions, out var positions) && positions.Shape.Length == 3)
        {
            var side = (int)Math.Round(Math.Pow(positions.Shape[1], 1.0 / axes));
            if (Math.Pow(side, axes) == positions.Shape[1]) options["grid"] = Number(side);
        }

        return options;
    }

    /// <summary>Tensors of an embedding by a perceptron, which is a convolution whose taps lie in another order; null if they are not that.</summary>
    /// <remarks>monai/networks/blocks/patchembedding.py: a patch is listed as [16, 16, (16,) channels].</remarks>
    public static TensorSet? OfPerceptron(TensorSet tensors)
    {
        if (!tensors.TryGet(PerceptronEmbedding + "weight", out var linear) || linear.Shape.Length != 2 || !tensors.TryGet("encoder1.layer.conv1.conv.weight", out var first) || first.Shape.Length is not (4 or 5)) return null;
        var axes = first.Shape.Length - 2;
        int[] listed = [linear.Shape[0], .. Enumerable.Repeat(PatchSize, axes), first.Shape[1]];
        if (listed.Aggregate(1L, (product, extent) => product * extent) != linear.Count) return null;
        int[] order = [0, axes + 1, .. Enumerable.Range(1, axes)];
        var convolution = new NamedTensor(Embedding, ElementType.Float32, AxisOrder.Permute(listed, order), () =>
        {
            var (values, turned) = (linear.ToFloats(), new float[linear.Count]);
            AxisOrder.Permute<float>(values, listed, order, turned);
            using var encoded = new MemoryStream();
            NamedTensor.Create(Embedding, AxisOrder.Permute(listed, order).AsSpan(), turned).CopyTo(encoded);
            return new MemoryStream(encoded.ToArray(), writable: false);
        });
        var others = tensors.Tensors.Where(tensor => tensor != linear).Select(tensor => tensor.Renamed(tensor.Name.Replace(PerceptronEmbedding, "vit.patch_embedding.patch_embeddings.", StringComparison.Ordinal)));
        return new TensorSet(tensors.Source, others.Append(convolution).DistinctBy(tensor => tensor.Name), tensors.Metadata);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
