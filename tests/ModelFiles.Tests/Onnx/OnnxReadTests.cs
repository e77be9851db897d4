using System.Collections.Immutable;
using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests;

public class OnnxReadTests
{
    private static readonly NamedTensor Weight = NamedTensor.Create("layer.weight", [2, 1, 3, 3], OnnxRun.Noise(18));

    [Fact]
    public void A_graph_is_the_same_after_writing_and_reading()
    {
        using var folder = new TemporaryFolder();
        var node = new OnnxNode("Conv", ["x", "layer.weight"], ["y"]) { Name = "layer" }
            .With("pads", new long[] { 1, 1, 1, 1 }).With("alpha", 0.5f).With("auto_pad", "NOTSET").With("group", 1L).With("scales", new[] { 1f, 2f });
        var read = Written(folder, Graph(node));
        Assert.Equal((17, "test"), (read.Opset, read.Producer));
        Assert.Equal("said", read.Metadata["what"]);
        Assert.Equal(node.ToString(), Assert.Single(read.Nodes).ToString());
        Assert.Equal(node.Attributes.Keys, read.Nodes[0].Attributes.Keys);
        Assert.Equal([1, 1, 1, 1], read.Nodes[0].Wholes("pads")!);
        Assert.Equal([1f, 2f], (float[])read.Nodes[0].Attributes["scales"]);
        Assert.Equal([new OnnxExtent(null, "batch"), new OnnxExtent(1), new OnnxExtent(8), new OnnxExtent(8)], Assert.Single(read.Inputs).Extents.AsEnumerable());
        Assert.Equal(Weight.ToFloats(), read.Initialisers["layer.weight"].ToFloats());
    }

    [Fact]
    public void The_first_operation_that_is_not_read_is_named_with_its_node()
    {
        using var folder = new TemporaryFolder();
        var graph = Graph(new OnnxNode("Conv", ["x", "layer.weight"], ["a"]), new OnnxNode("Det", ["a"], ["b"]) { Name = "/attention/Det" }, new OnnxNode("NonZero", ["b"], ["y"]));
        Write(folder["strange.onnx"], graph);
        var refusal = Assert.Throws<InvalidDataException>(() => Model.Load(folder["strange.onnx"]));
        Assert.StartsWith($"{folder["strange.onnx"]}: node \"/attention/Det\" (Det): this operation is not read.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_of_another_domain_is_refused_by_its_full_name()
    {
        using var folder = new TemporaryFolder();
        Write(folder["strange.onnx"], Graph(new OnnxNode("Relu", ["x"], ["y"]) { Domain = "com.example", Name = "n" }));
        Assert.Contains("node \"n\" (com.example.Relu)", Assert.Throws<InvalidDataException>(() => Model.Load(folder["strange.onnx"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_no_node_makes_is_named()
    {
        using var folder = new TemporaryFolder();
        Write(folder["broken.onnx"], Graph(new OnnxNode("Relu", ["ghost"], ["y"]) { Name = "act" }));
        Assert.Contains("node \"act\" (Relu) reads \"ghost\"", Assert.Throws<InvalidDataException>(() => Model.Load(folder["broken.onnx"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Softmax")]
    [InlineData("Sigmoid")]
    public void A_softmax_or_sigmoid_at_the_end_is_no_part_of_the_logits(string ending)
    {
        using var folder = new TemporaryFolder();
        var last = new OnnxNode(ending, ["logits"], ["y"]);
        Write(folder["net.onnx"], Graph(new OnnxNode("Conv", ["x", "layer.weight"], ["logits"]), ending == "Softmax" ? last.With("axis", 1L) : last));
        var model = Model.Load(folder["net.onnx"]);
        var graph = new Graphs.Graph();
        var logits = model.Network.Build(graph, graph.Input("image", [1, 8, 8, 1]));
        Assert.IsType<Graphs.Conv>(logits.Operation);
        Assert.Equal(ending, model.Network.Finish(logits).Operation.Name);
    }

    [Fact]
    public void Softsign_is_x_through_one_and_its_absolute_value()
    {
        using var folder = new TemporaryFolder();
        Write(folder["net.onnx"], Graph(new OnnxNode("Softsign", ["x"], ["y"])));
        var image = OnnxRun.Noise(64);
        GoldenAssert.Close(OnnxRun.Of(Model.Load(folder["net.onnx"]), image, [1, 1, 8, 8]), Array.ConvertAll(image, x => x / (1 + Math.Abs(x))), absolute: 1e-6, relative: 0, "softsign");
    }

    // 2·(8 − 1) + 3 = 17 pixels, of which 16 are wanted: the specification takes the odd one off in front, but for SAME_UPPER behind.
    [Theory]
    [InlineData("NOTSET", new long[] { 1, 1, 0, 0 })]
    [InlineData("SAME_LOWER", new long[] { 1, 1, 0, 0 })]
    [InlineData("SAME_UPPER", new long[] { 0, 0, 1, 1 })]
    public void The_output_s_shape_of_a_transposed_convolution_stands_for_its_padding(string automatic, long[] pads)
    {
        using var folder = new TemporaryFolder();
        var node = new OnnxNode("ConvTranspose", ["x", "layer.weight"], ["y"]).With("strides", new long[] { 2, 2 });
        Write(folder["shape.onnx"], Turned(node.With("output_shape", new long[] { 16, 16 }).With("auto_pad", automatic)));
        Write(folder["pads.onnx"], Turned(node.With("pads", pads)));
        var image = OnnxRun.Noise(2 * 64);
        Assert.Equal(OnnxRun.Of(Model.Load(folder["pads.onnx"]), image, [1, 2, 8, 8]), OnnxRun.Of(Model.Load(folder["shape.onnx"]), image, [1, 2, 8, 8]));

        static OnnxGraph Turned(OnnxNode node) => Graph(node) with { Inputs = [new OnnxPort("x", [new(1), new(2), new(8), new(8)])] };
    }

    [Fact]
    public void Tensors_beside_the_model_are_read_and_none_elsewhere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["weights.bin"], [0, 0, .. Weight.ToFloats().SelectMany(BitConverter.GetBytes)]);
        Assert.Equal(Weight.ToFloats(), OnnxFile.Read(folder.With("outside.onnx", External("weights.bin"))).Tensors[0].ToFloats());
        foreach (var location in (string[])["../weights.bin", "/etc/hostname", "..", "", "gone.bin"])
            Assert.Contains("\"layer.weight\" lies in", Assert.Throws<InvalidDataException>(() => OnnxFile.Read(folder.With("outside.onnx", External(location)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_model_is_refused_politely()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Golden.PathOf("onnx_padded_unet_bilinear_eval.onnx"));
        foreach (var damaged in Mutations.Truncated(whole, 200)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.onnx", damaged), Loaded, mayAllocate: 64 << 20);
    }

    [Theory]
    [InlineData("window-attention")]
    [InlineData("padded-to-the-skip")]
    public void A_model_with_flipped_bits_is_read_or_refused_politely(string sample)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Onnx", "Samples", sample + ".onnx"));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 400, seed: 5, within: whole.Length)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.onnx", damaged), Loaded, mayAllocate: 256 << 20);
    }

    [Fact]
    public void A_file_of_empty_nodes_does_not_fill_the_memory()
    {
        using var folder = new TemporaryFolder();
        byte[] nodes = [.. Enumerable.Repeat<byte[]>([0x0A, 0x00], 1 << 20).SelectMany(node => node)];
        var model = WireWriter.Message(writer => writer.Bytes(7, nodes));
        Mutations.ReadsOrRefusesPolitely(folder.With("empty.onnx", model), OnnxFile.Read, mayAllocate: 64 << 20);
    }

    internal static OnnxGraph Graph(params OnnxNode[] nodes) => new(
        17, [.. nodes], new TensorSet("made by a test", [Weight], new Dictionary<string, string> { ["what"] = "said" }),
        [new OnnxPort("x", [new(null, "batch"), new(1), new(8), new(8)])], [new OnnxPort("y", [])])
    { Producer = "test" };

    private static TensorSet Loaded(string path) => Model.Load(path).Weights.Length >= 0 ? new TensorSet(path, []) : throw new InvalidOperationException();

    private static OnnxGraph Written(TemporaryFolder folder, OnnxGraph graph)
    {
        Write(folder["graph.onnx"], graph);
        return OnnxFile.ReadGraph(folder["graph.onnx"]);
    }

    private static void Write(string path, OnnxGraph graph) => File.WriteAllBytes(path, OnnxWriter.Bytes(graph));

    private static byte[] External(string location) => WireWriter.Message(model =>
    {
        model.Message(7, graph => graph.Message(5, tensor =>
        {
            foreach (var extent in Weight.Shape) tensor.Whole(1, extent);
            tensor.Whole(2, 1);
            tensor.Text(8, "layer.weight");
            foreach (var (key, value) in (ImmutableArray<(string, string)>)[("location", location), ("offset", "2"), ("length", "72")])
            {
                tensor.Message(13, entry =>
                {
                    entry.Text(1, key);
                    entry.Text(2, value);
                });
            }

            tensor.Whole(14, 1);
        }));
        model.Message(8, set => set.Whole(2, 17));
    });
}
