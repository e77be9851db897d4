using System.IO.Compression;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>A package of the BioImage Model Zoo as others write them: a small network of two channels in ONNX, an image drawn by lot, and a description that a test words.</summary>
internal sealed class ZooPackage : IDisposable
{
    /// <summary>The extents of the image and of the answer, channels first.</summary>
    public static readonly int[] Extents = [1, 2, 8, 8];

    private static readonly Model s_model = Model.Create(new MilesialUNet { Channels = 2, Classes = 2, Width = 2, Depth = 1 }, seed: 1);

    private readonly TestFolder _folder = new();

    public ZooPackage()
    {
        Directory.CreateDirectory(_folder["package"]);
        OnnxFile.Write(this["weights.onnx"], s_model);
        var random = new Random(1);
        Image = [.. Enumerable.Range(0, 128).Select(_ => (random.NextSingle() * 9) - 2)];
        NpyFile.Write(this["in.npy"], new NpyArray((float[])[.. Image], Extents));
    }

    /// <summary>The image.</summary>
    public float[] Image { get; }

    /// <summary>The package's folder.</summary>
    public string Path => _folder["package"];

    /// <summary>A file of the package.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>What the bare network makes of an image; both channels first.</summary>
    public static float[] Answer(float[] image)
    {
        var graph = new Graph();
        var x = graph.Input("image", [1, 8, 8, 2]);
        var logits = s_model.Network.Build(graph, x);
        var plan = Plan.Compile(graph, s_model.Weights, [logits]);
        for (var at = 0; at < image.Length; at++) plan[x].Span[at] = image[((at % 2) * 64) + (at / 2)];
        plan.Run();
        var last = plan[logits].Span.ToArray();
        return [.. Enumerable.Range(0, last.Length).Select(at => last[((at % 64) * 2) + (at / 64)])];
    }

    /// <summary>Describes it as models 0.4 do.</summary>
    public void Describe04(string preprocessing, string postprocessing, float[] answer) => Describe(answer, $$"""
        format_version: 0.4.9
        type: model
        name: a model of others
        inputs:
          - {name: raw, axes: bcyx, data_type: float32, shape: [1, 2, 8, 8], preprocessing: {{preprocessing}}}
        outputs:
          - {name: answer, axes: bcyx, data_type: float32, shape: [1, 2, 8, 8], postprocessing: {{postprocessing}}}
        test_inputs: [in.npy]
        test_outputs: [out.npy]
        weights: {onnx: {source: weights.onnx, opset_version: 17} }
        """);

    /// <summary>Describes it as models 0.5 do.</summary>
    public void Describe05(string preprocessing, string postprocessing, float[] answer) => Describe(answer, $$"""
        format_version: 0.5.4
        type: model
        name: a model of others
        inputs:
          - id: raw
            axes: [{type: batch}, {type: channel, channel_names: [a, b]}, {type: space, id: y, size: 8}, {type: space, size: 8}]
            test_tensor: {source: in.npy}
            preprocessing: {{preprocessing}}
        outputs:
          - id: answer
            axes: [{type: batch}, {type: channel, channel_names: [a, b]}, {type: space, id: y, size: 8}, {type: space, size: 8}]
            test_tensor: {source: out.npy}
            postprocessing: {{postprocessing}}
        weights: {onnx: {source: weights.onnx, opset_version: 17} }
        """);

    /// <summary>Converts it: what is said of it, and the normalisation that the model then names ("" if none).</summary>
    public (string Recognised, string Normalisation) Convert()
    {
        var (code, output, errors) = Unet.Run("convert", Path, _folder["model.safetensors"], "--json", "--force");
        Assert.Equal((0, ""), (code, errors));
        return ((string)JsonNode.Parse(output)!["recognised"]!, SafetensorsFile.Read(_folder["model.safetensors"]).Metadata.GetValueOrDefault("unetsharp.normalisation", ""));
    }

    /// <summary>What is said when it is refused.</summary>
    public string Refusal(string? path = null)
    {
        var (code, output, errors) = Unet.Run("convert", path ?? Path, _folder["model.safetensors"]);
        Assert.Equal((1, ""), (code, output));
        Assert.False(File.Exists(_folder["model.safetensors"]));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        return errors;
    }

    /// <summary>Puts it into a .zip.</summary>
    public string Zip()
    {
        ZipFile.CreateFromDirectory(Path, _folder["package.zip"]);
        return _folder["package.zip"];
    }

    public void Dispose() => _folder.Dispose();

    private void Describe(float[] answer, string text)
    {
        NpyFile.Write(this["out.npy"], new NpyArray(answer, Extents), overwrite: true);
        File.WriteAllText(this["rdf.yaml"], text);
    }
}
