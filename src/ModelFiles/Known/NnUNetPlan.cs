using System.Globalization;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles;

/// <summary>The plan of an nnU-Net checkpoint: features, kernels, strides and blocks of each stage, as far as its tensors show them.</summary>
/// <remarks>The stride of a stage is the extent of the transposed convolution that undoes it.</remarks>
internal static class NnUNetPlan
{
    /// <summary>The options of nnU-Net's networks; none for other entries or other tensors.</summary>
    public static IReadOnlyDictionary<string, string> Options(CatalogueEntry entry, TensorSet tensors)
    {
        var options = new Dictionary<string, string>();
        var residual = entry.Name == "nnunet-res";
        var first = residual ? "encoder.stages.{0}.blocks.0.conv1.conv.weight" : "encoder.stages.{0}.0.convs.0.conv.weight";
        if (!entry.Name.StartsWith("nnunet", StringComparison.Ordinal) || Find(first, 0) is not { } stem) return options;

        var stages = Count(first);
        var convs = Enumerable.Range(0, stages).Select(stage => Find(first, stage)!).ToArray();
        options["dims"] = Number(stem.Shape.Length - 2);
        options["features"] = string.Join('-', convs.Select(weight => Number(weight.Shape[0])));
        options["kernels"] = Levels(convs.Select(weight => Extents(weight)));
        options["strides"] = Levels(Enumerable.Range(0, stages).Select(stage =>
            stage == 0 ? "1" : Find("decoder.transpconvs.{0}.weight", stages - 1 - stage) is { } up ? Extents(up) : "2"));
        options[residual ? "blocks" : "convs"] = Levels(Enumerable.Range(0, stages).Select(stage =>
            Number(Count(string.Format(CultureInfo.InvariantCulture, residual ? "encoder.stages.{0}.blocks.{{0}}.conv1.conv.weight" : "encoder.stages.{0}.0.convs.{{0}}.conv.weight", stage)))));
        if (stages > 1) options["decoder"] = Levels(Enumerable.Range(0, stages - 1).Select(step => Number(Count(string.Format(CultureInfo.InvariantCulture, "decoder.stages.{0}.convs.{{0}}.conv.weight", step)))));
        return options;

        NamedTensor? Find(string name, int index) =>
            tensors.TryGet(string.Format(CultureInfo.InvariantCulture, name, index), out var tensor) && tensor.Shape.Length is 4 or 5 ? tensor : null;

        int Count(string name)
        {
            var count = 0;
            while (Find(name, count) is not null) count++;
            return count;
        }
    }

    // As options are written: the last value holds for all further levels.
    private static string Levels(IEnumerable<string> values)
    {
        var levels = values.ToList();
        while (levels.Count > 1 && levels[^1] == levels[^2]) levels.RemoveAt(levels.Count - 1);
        return string.Join('-', levels);
    }

    private static string Extents(NamedTensor weight)
    {
        var extents = weight.Shape.Skip(2).ToArray();
        return extents.Distinct().Count() == 1 ? Number(extents[0]) : string.Join('x', extents);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
