using UNetSharp.Goldens;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles.Tests;

public class OnnxWriteTests
{
    /// <summary>A small form of every kind of network, an image's extents (channels first), and others that the file must take too.</summary>
    public static TheoryData<string, int[], int[]> Networks => new()
    {
        { "unet width=4 depth=2", [1, 1, 44, 44], [2, 1, 48, 44] },
        { "unet width=4 depth=2 padding=same norm=batch", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "unet width=4 depth=2 padding=same norm=group up=bilinear", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "unet-milesial channels=3 width=4 depth=2", [1, 3, 16, 16], [2, 3, 20, 24] },
        { "unet3d channels=1 width=4 depth=1 padding=same", [1, 1, 8, 8, 8], [2, 1, 10, 8, 12] },
        { "unet3d-wolny dims=2 width=8 depth=2", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "vnet dims=2 width=4 depth=2", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "resunet-monai width=4 depth=2", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "attention-unet channels=1 classes=2 width=4 depth=2", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "nnunet dims=2 features=4-8-8", [1, 1, 16, 16], [2, 1, 20, 24] },
        { "unet-encoder channels=1 encoder=efficientnetb0 width=8 decoder-width=4", [1, 1, 32, 32], [2, 1, 64, 32] },
        { "unet-encoder channels=1 encoder=efficientnetb0tf width=8 decoder-width=4", [1, 1, 32, 32], [2, 1, 64, 32] },
        { "unext channels=1 widths=8-8-16-16-32", [1, 1, 32, 32], [2, 1, 64, 32] },
        { "transunet channels=1 width=8 blocks=1 hidden=16 layers=1 heads=2 grid=2", [1, 1, 32, 32], [1, 1, 32, 32] },
        { "unetr dims=2 width=8 hidden=16 heads=2 layers=4 grid=2", [1, 1, 32, 32], [1, 1, 32, 32] },
        { "swin-unet channels=1 width=12 window=2", [1, 1, 64, 64], [2, 1, 64, 64] },
        { "swin-unetr dims=2 width=3 window=4", [1, 1, 256, 256], [1, 1, 256, 256] },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_graph_that_is_written_computes_what_the_network_does(string network, int[] extents, int[] others)
    {
        using var folder = new TemporaryFolder();
        var model = Perturbed(network);
        OnnxFile.Write(folder["net.onnx"], model);

        // Without the name of the network in its metadata the file is anyone's, and its nodes are what is run.
        var graph = OnnxFile.ReadGraph(folder["net.onnx"]);
        File.WriteAllBytes(folder["anyone.onnx"], OnnxWriter.Bytes(graph with { Initialisers = new TensorSet("", graph.Initialisers.Tensors) }));
        var read = Model.Load(folder["anyone.onnx"]);
        Assert.IsType<OnnxNetwork>(read.Network);
        foreach (var shape in (int[][])[extents, others])
        {
            var image = OnnxRun.Noise(shape.Aggregate((product, extent) => product * extent));
            GoldenAssert.Close(OnnxRun.Of(read, image, shape), OnnxRun.Of(model, image, shape), absolute: 1e-4, relative: 1e-3, network);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_is_written_is_read_as_the_network_that_it_was(string network, int[] extents, int[] others)
    {
        Assert.Equal(extents.Length, others.Length);
        using var folder = new TemporaryFolder();
        var model = Perturbed(network).WithMetadata(new Dictionary<string, string> { ["unetsharp.normalisation"] = "z-score" });
        OnnxFile.Write(folder["net.onnx"], model);
        var read = Model.Load(folder["net.onnx"]);
        Assert.Equal((model.Network.Name, Text(model.Network)), (read.Network.Name, Text(read.Network)));
        Assert.Equal("z-score", read.Metadata["unetsharp.normalisation"]);
        var needed = OnnxFile.Read(folder["net.onnx"]).Tensors.Select(tensor => tensor.Name).ToHashSet();
        foreach (var parameter in model.Weights.Parameters.Where(parameter => needed.Contains(parameter.Path)))
            Assert.Equal(model.Weights[parameter.Path].ToArray(), read.Weights[parameter.Path].ToArray());
    }

    [Fact]
    public void Convolutional_networks_move_no_axes()
    {
        foreach (var network in (string[])["unet width=4 depth=2", "unet-milesial width=4 depth=2", "nnunet dims=2 features=4-8-8", "attention-unet width=4 depth=2"])
            Assert.DoesNotContain(OnnxExport.Of(Perturbed(network)).Nodes, node => node.Operation == "Transpose");
    }

    [Fact]
    public void Batch_normalisation_is_one_node_under_the_parameters_names()
    {
        var graph = OnnxExport.Of(Perturbed("unet-milesial width=4 depth=1"));
        var first = graph.Nodes.First(node => node.Operation == "BatchNormalization");
        Assert.Equal(["inc.double_conv.1.weight", "inc.double_conv.1.bias", "inc.double_conv.1.running_mean", "inc.double_conv.1.running_var"], first.Inputs.Skip(1));
        Assert.Equal(["Conv", "BatchNormalization", "Relu", "Conv"], graph.Nodes.Take(4).Select(node => node.Operation));
    }

    [Fact]
    public void Batch_and_extents_are_left_open_where_the_network_takes_any_and_the_step_between_sizes_is_said()
    {
        var graph = OnnxExport.Of(Perturbed("unet width=4 depth=2"));
        Assert.Equal(["batch", "", "height", "width"], graph.Inputs[0].Extents.Select(extent => extent.Word));
        Assert.Equal(["batch", "", "logits_height", "logits_width"], graph.Outputs[0].Extents.Select(extent => extent.Word));
        Assert.Equal("4", graph.Metadata[OnnxExport.StepKey]);
        var fixedGrid = OnnxExport.Of(Perturbed("transunet channels=1 width=8 blocks=1 hidden=16 layers=1 heads=2 grid=2"));
        Assert.Equal([null, 1, 32, 32], fixedGrid.Inputs[0].Extents.Select(extent => extent.Number));
        Assert.Equal("0", fixedGrid.Metadata[OnnxExport.StepKey]);
    }

    private static string Text(Network network) => string.Join(' ', network.Options.Select(option => $"{option.Key}={option.Value}"));

    // Statistics and factors that are not 0 and 1, so that none can be left out unseen.
    private static Model Perturbed(string text)
    {
        var words = text.Split(' ');
        var model = Model.Create(Catalogue.Create(words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1])), seed: 3);
        var seed = 0;
        foreach (var parameter in model.Weights.Parameters)
        {
            var values = model.Weights[parameter.Path];
            if (parameter.Shape.Rank > 1) continue;
            var noise = OnnxRun.Noise(values.Length, seed++);
            for (var at = 0; at < values.Length; at++) values[at] += 0.4f * noise[at];
        }

        model.Weights.Changed();
        return model;
    }
}
