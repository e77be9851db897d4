using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>Parts of networks as PyTorch exports them (Samples/README.md).</summary>
public class OnnxSampleTests
{
    public static TheoryData<string> Samples => [.. Directory.EnumerateFiles(Folder, "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Onnx", "Samples");

    [Theory]
    [MemberData(nameof(Samples))]
    public void What_PyTorch_exports_gives_what_PyTorch_computed(string sample)
    {
        var arrays = NpzFile.Read(Path.Combine(Folder, sample + ".npz"));
        var result = OnnxRun.Of(Model.Load(Path.Combine(Folder, sample + ".onnx")), arrays["x"].ToFloats(), [.. arrays["x"].Shape]);
        GoldenAssert.Close(result, arrays["y"].ToFloats(), absolute: 1e-5, relative: 1e-5, sample);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_imported_network_is_the_same_after_saving_and_loading(string sample)
    {
        using var folder = new TemporaryFolder();
        var arrays = NpzFile.Read(Path.Combine(Folder, sample + ".npz"));
        var imported = Model.Load(Path.Combine(Folder, sample + ".onnx"));
        imported.Save(folder["saved.safetensors"]);
        var loaded = Model.Load(folder["saved.safetensors"]);
        Assert.Equal(imported.Network, loaded.Network);
        int[] shape = [.. arrays["x"].Shape];
        Assert.Equal(OnnxRun.Of(imported, arrays["x"].ToFloats(), shape), OnnxRun.Of(loaded, arrays["x"].ToFloats(), shape));
    }

    [Theory]
    [InlineData("channels-last", 2, "Softmax")]
    [InlineData("one-channel-last", 1, "Sigmoid")]
    public void Images_with_channels_last_are_told_by_the_first_convolution_and_the_activation_behind_which_axes_move_is_no_part_of_the_logits(string sample, int channels, string ending)
    {
        var network = Model.Load(Path.Combine(Folder, sample + ".onnx")).Network;
        Assert.Equal(channels, network.InputChannels);
        var graph = new Graphs.Graph();
        var logits = network.Build(graph, graph.Input("image", network.TypicalInput));
        Assert.DoesNotContain(graph.Values, value => value.Operation.Name == ending);
        Assert.Equal(ending, network.Finish(logits).Operation.Name);
    }

    [Fact]
    public void The_initialisers_of_an_imported_network_are_trained_and_its_running_statistics_are_kept()
    {
        var model = Model.Load(Golden.PathOf("onnx_padded_unet_transposed_unfolded.onnx"));
        var running = model.Weights.Parameters.Where(parameter => !parameter.Trained).Select(parameter => parameter.Path).ToArray();
        Assert.NotEmpty(running);
        Assert.All(running, name => Assert.Contains("running_", name, StringComparison.Ordinal));
        Assert.Contains(model.Weights.Parameters, parameter => parameter is { Trained: true, Path: "enc.0.0.weight", Kind: Graphs.ParameterKind.Convolution });
    }
}
