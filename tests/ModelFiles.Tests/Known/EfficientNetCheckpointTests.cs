using System.Text.RegularExpressions;
using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>The two U-Nets on EfficientNet-B0 of segmentation_models.pytorch: other padding, other names (Samples/README.md).</summary>
public partial class EfficientNetCheckpointTests
{
    private static readonly int[] _extents = [1, 3, 32, 64];

    [Theory]
    [InlineData("efficientnet-b0", "efficientnetb0tf", "EfficientNet-PyTorch")]
    [InlineData("timm-efficientnet-b0", "efficientnetb0", "timm")]
    public void A_checkpoint_is_recognised_and_gives_PyTorchs_numbers(string theirs, string ours, string whose)
    {
        var expected = NpzFile.Read(Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Known", "Samples", "efficientnet.npz"))[theirs].ToFloats();
        var known = KnownCheckpoint.Recognise(new TensorSet("smp.pth", Checkpoint(ours)));
        Assert.Contains($"under {whose}'s names (unet-encoder; channels=3, classes=2, encoder={ours},", known.Title, StringComparison.Ordinal);

        // Waves cancel one another: the scores are a thousandth of what the layers in between hold.
        GoldenAssert.Close(OnnxRun.Of(Model.From(known.Network, known.Tensors), Image(), _extents), expected, absolute: 3e-5, relative: 1e-4, theirs);
    }

    [Fact]
    public void A_damaged_checkpoint_is_told_from_a_larger_network_of_its_kind()
    {
        var whole = Checkpoint("efficientnetb0tf").ToArray();
        var refusal = Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(new TensorSet("smp.pth", whole.Where(tensor => tensor.Name != "encoder._blocks.3._bn0.bias"))));
        Assert.Contains("1 missing: \"encoder._blocks.3._bn0.bias\"", refusal.Message, StringComparison.Ordinal);
    }

    // With what the classifier keeps behind its features.
    private static IEnumerable<NamedTensor> Checkpoint(string encoder)
    {
        var network = Catalogue.Create("unet-encoder", new Dictionary<string, string> { ["encoder"] = encoder });
        var tensors = Model.Create(network).Tensors().Select(tensor => Wave(encoder == "efficientnetb0" ? Timm(tensor.Name) : tensor.Name, [.. tensor.Shape]));
        return tensors.Append(Wave(encoder == "efficientnetb0" ? "encoder.conv_head.weight" : "encoder._conv_head.weight", [1280, 320, 1, 1]));
    }

    private static NamedTensor Wave(string name, int[] shape)
    {
        var phase = 1 + name.Sum(letter => letter);
        var scale = Math.Sqrt(4.0 / shape.Skip(1).Aggregate(1, (product, extent) => product * extent));
        return NamedTensor.Create(name, shape, (float[])[.. Enumerable.Range(0, shape.Aggregate(1, (product, extent) => product * extent)).Select(at => Math.Sin((0.7391 * at) + phase)).Select(wave => (float)(
            name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + (0.2 * wave) : shape.Length > 1 ? scale * wave : name.EndsWith("weight", StringComparison.Ordinal) ? 1 + (0.1 * wave) : 0.1 * wave))]);
    }

    private static float[] Image() => [.. Enumerable.Range(0, 3 * 32 * 64).Select(at => (float)Math.Sin((0.31 * at) + (0.0007 * Math.Pow(at, 1.5))))];

    // torchvision's "features.3.1.block.2.fc1.weight" is timm's "blocks.2.1.se.conv_reduce.weight".
    private static string Timm(string name)
    {
        name = name.Replace("encoder.features.0.0.", "encoder.conv_stem.", StringComparison.Ordinal).Replace("encoder.features.0.1.", "encoder.bn1.", StringComparison.Ordinal);
        if (Block().Match(name) is not { Success: true } match) return name;
        var stage = int.Parse(match.Groups[1].Value, null) - 1;
        var part = int.Parse(match.Groups[3].Value, null) + (stage == 0 ? 1 : 0);
        var inner = (part, match.Groups[4].Value) switch
        {
            (0, "0") => "conv_pw",
            (1, "0") => "conv_dw",
            (3, "0") => stage == 0 ? "conv_pw" : "conv_pwl",
            (2, "fc1") => "se.conv_reduce",
            (2, _) => "se.conv_expand",
            (var norm, _) => $"bn{(norm == 3 ? 3 : norm + 1) - (stage == 0 ? 1 : 0)}",
        };
        return $"encoder.blocks.{stage}.{match.Groups[2].Value}.{inner}.{match.Groups[5].Value}";
    }

    [GeneratedRegex(@"^encoder\.features\.(\d+)\.(\d+)\.block\.(\d+)\.(\w+)\.(\w+)$")]
    private static partial Regex Block();
}
