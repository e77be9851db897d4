using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Networks;

namespace UNetSharp.ModelFiles.Tests;

public class KnownCheckpointTests
{
    [Fact]
    public void A_checkpoint_of_milesial_is_recognised_and_gives_PyTorchs_numbers()
    {
        var golden = Golden.Open("checkpoint_state_dict_expected");
        var known = KnownCheckpoint.Recognise(PytorchFile.Read(Golden.PathOf("checkpoint_state_dict_zip.pth")));
        Assert.Equal("unet-milesial", known.Network.Name);
        Assert.Contains("channels=3, classes=2", known.Title, StringComparison.Ordinal);
        Assert.Contains("up=transposed", known.Title, StringComparison.Ordinal);
        var result = OnnxRun.Of(Model.Load(Golden.PathOf("checkpoint_state_dict_zip.pth")), golden["x"].Values, golden["x"].Shape.AsSpan());
        GoldenAssert.Close(result, golden["y"].Values, absolute: 1e-4, relative: 1e-3, "logits");
    }

    [Fact]
    public void A_checkpoint_of_torch_em_gives_the_output_that_was_recorded_with_it()
    {
        var folder = Repository.SharedOrSkip("data", "checkpoint-unet2d-fixed-shape");
        var (input, expected) = (NpyFile.Read(Path.Combine(folder, "test_input.npy")), NpyFile.Read(Path.Combine(folder, "test_output.npy")));
        var model = Model.Load(Path.Combine(folder, "weights.pt"));
        Assert.Equal("unet-torch-em", model.Network.Name);
        var image = input.ToFloats();
        var mean = image.Average(value => (double)value);
        var deviation = Math.Sqrt(image.Average(value => (value - mean) * (value - mean)));
        float[] prepared = [.. image.Select(value => (float)((value - mean) / (deviation + 1e-6)))];
        GoldenAssert.Close(OnnxRun.Of(model, prepared, [.. input.Shape]), expected.ToFloats(), absolute: 1e-5, relative: 1e-5, "logits");
    }

    /// <summary>Networks with options that differ from their defaults, and what is wrapped around their names.</summary>
    public static TheoryData<string, string> Wrapped => new()
    {
        { "unet channels=2 classes=3 width=4 depth=3 padding=valid norm=batch", "" },
        { "unet-milesial channels=1 classes=5 width=4 up=bilinear", "model_state_dict.module." },
        { "unet-brain channels=2 classes=1 width=4 depth=3", "module." },
        { "nnunet channels=2 classes=4 features=4-6-8 kernels=1x3x3-3 strides=1-1x2x2-2", "network_weights." },
        { "nnunet-res channels=1 classes=2 dims=2 features=4-6-8 blocks=1-2-3", "state_dict._orig_mod." },
        { "unet-encoder channels=1 classes=4 encoder=resnet18 width=8 decoder-width=4", "state_dict.model." },
        { "unet-encoder channels=3 classes=2 encoder=efficientnetb0 decoder-width=4", "" },
        { "unet-encoder channels=1 classes=3 encoder=efficientnetb0tf decoder-width=4", "state_dict.model." },
        { "attention-unet channels=1 classes=2 width=4 depth=3", "net." },
        { "resunet-monai channels=1 classes=3 width=4 depth=3 units=1", "" },
        { "vnet channels=1 classes=2 dims=3 width=4 depth=2 act=elu", "" },
        { "resunet-monai channels=1 classes=2 dims=3 width=4 depth=2 units=0", "" },
        { "unetr channels=2 classes=3 dims=2 width=4 hidden=128 heads=2 layers=4 mlp=96 qkv-bias=yes grid=3", "net." },
        { "unetr channels=1 classes=2 dims=3 width=2 hidden=12 heads=12 layers=4 grid=2", "" },
        { "swin-unet channels=3 classes=2 width=24", "swin_unet." },
        { "unet-torch-em channels=3 classes=2 width=4 depth=2", "model." },
    };

    [Theory]
    [MemberData(nameof(Wrapped))]
    public void Options_are_found_from_the_tensors_alone(string text, string wrapping)
    {
        using var folder = new TemporaryFolder();
        var model = Model.Create(Network(text), seed: 1);
        NamedTensor[] others = wrapping.Length == 0 ? [] : [NamedTensor.Create("optimizer.state.0.exp_avg", [1], new[] { 1f })];
        PytorchFile.Write(folder["checkpoint.pth"], model.Tensors().Select(tensor => tensor.Renamed(wrapping + tensor.Name)).Concat(others));
        var known = KnownCheckpoint.Recognise(PytorchFile.Read(folder["checkpoint.pth"]));
        Assert.Equal(Seen(model.Network), Seen(known.Network));
        var read = Model.From(known.Network, known.Tensors);
        foreach (var parameter in model.Weights.Parameters) Assert.Equal(model.Weights[parameter.Path].ToArray(), read.Weights[parameter.Path].ToArray());
    }

    [Theory]
    [InlineData("nnunet channels=1 classes=3 features=4-6-8 kernels=1x3x3-3 strides=1-1x2x2-2", "encoder.stages.0.0.convs.0.conv.weight")]
    [InlineData("nnunet-res channels=2 classes=2 dims=2 features=4-6-8 blocks=1-2-1", "encoder.stages.1.blocks.1.conv2.norm.bias")]
    public void Second_names_of_nnUNets_tensors_are_passed_over_and_what_differs_from_its_original_is_refused(string text, string original)
    {
        using var folder = new TemporaryFolder();
        var model = Model.Create(Network(text), seed: 1);
        var tensors = WithSecondNames(model.Tensors().Select(tensor => NamedTensor.Create(tensor.Name, tensor.Shape.AsSpan(), tensor.ToFloats()))).ToList();
        Assert.True(tensors.Count > 2 * model.Tensors().Count());
        PytorchFile.Write(folder["checkpoint_final.pth"], tensors.Select(tensor => tensor.Renamed("network_weights." + tensor.Name)));
        foreach (var read in (Model[])[Model.Load(folder["checkpoint_final.pth"]), Model.From(model.Network, new TensorSet("checkpoint_final.pth", tensors))])
        {
            Assert.Equal(Seen(model.Network), Seen(read.Network));
            foreach (var parameter in model.Weights.Parameters) Assert.Equal(model.Weights[parameter.Path].ToArray(), read.Weights[parameter.Path].ToArray());
        }

        var at = tensors.FindIndex(tensor => tensor.Name == "decoder." + original);
        var numbers = tensors[at].ToFloats();
        numbers[^1] += 1;
        tensors[at] = NamedTensor.Create(tensors[at].Name, tensors[at].Shape.AsSpan(), numbers);
        var surplus = new TensorSet("checkpoint_final.pth", tensors);
        Assert.Contains($"\"decoder.{original}\"", Assert.Throws<InvalidDataException>(() => Model.From(model.Network, surplus)).Message, StringComparison.Ordinal);
        Assert.Contains($"\"decoder.{original}\"", Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(surplus)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_that_follow_from_the_size_of_windows_are_passed_over()
    {
        var tensors = Model.Create(Network("swin-unet channels=1 classes=2 width=24"), seed: 1).Tensors().ToList();
        foreach (var name in (string[])["layers.0.blocks.0.attn.relative_position_index", "layers.0.blocks.1.attn_mask"]) tensors.Add(NamedTensor.Create(name, [1], new float[1]));
        Assert.Equal("swin-unet", KnownCheckpoint.Recognise(new TensorSet("swin.pth", tensors)).Network.Name);
    }

    [Fact]
    public void A_VNet_under_MONAIs_names_is_recognised_without_the_summands_that_it_lacks()
    {
        var model = Model.Create(Network("vnet channels=1 classes=2 dims=2 width=4 depth=2 act=elu"), seed: 1);
        foreach (var bias in model.Weights.Parameters.Where(parameter => Silent(parameter.Path))) model.Weights[bias.Path].Clear();
        var theirs = model.Tensors().Where(tensor => !Silent(tensor.Name)).Select(tensor => tensor.Renamed(InMonai(tensor.Name)));
        var known = KnownCheckpoint.Recognise(new TensorSet("vnet.pth", theirs));
        Assert.StartsWith("V-Net under MONAI's names (vnet; ", known.Title, StringComparison.Ordinal);
        Assert.Equal(Seen(model.Network), Seen(known.Network));
        var read = Model.From(known.Network, known.Tensors);
        foreach (var parameter in model.Weights.Parameters) Assert.Equal(model.Weights[parameter.Path].ToArray(), read.Weights[parameter.Path].ToArray());

        static bool Silent(string name) => name.EndsWith(".conv1.bias", StringComparison.Ordinal) || name.EndsWith(".down_conv.bias", StringComparison.Ordinal);
        static string InMonai(string name) => (name.Contains(".ops.", StringComparison.Ordinal) || name.StartsWith("in_tr.", StringComparison.Ordinal) || name.StartsWith("out_tr.", StringComparison.Ordinal) ? name.Replace(".bn1.", ".conv_block.adn.N.", StringComparison.Ordinal) : name)
            .Replace(".conv1.", ".conv_block.conv.", StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoder_of_timm_is_recognised_where_it_is_torchvisions()
    {
        var model = Model.Create(Network("unet-encoder channels=1 classes=2 encoder=resnet18 width=8 decoder-width=4"), seed: 1);
        var known = KnownCheckpoint.Recognise(new TensorSet("tu.pth", model.Tensors().Select(tensor => tensor.Renamed(tensor.Name.Replace("encoder.", "encoder.model.", StringComparison.Ordinal)))));
        Assert.Contains("under timm's names", known.Title, StringComparison.Ordinal);
        Assert.Equal(Seen(model.Network), Seen(known.Network));
    }

    [Fact]
    public void Attention_that_MONAIs_UNETR_never_runs_is_left_out_and_options_narrow_down_whose_checkpoint_it_is()
    {
        var model = Model.Create(Network("unetr dims=2 width=4 hidden=24 heads=3 layers=4 mlp=40 grid=2x3"), seed: 1);
        NamedTensor[] unused = [NamedTensor.Create("vit.blocks.0.cross_attn.to_q.weight", [1, 1], new float[1]), NamedTensor.Create("vit.blocks.0.norm_cross_attn.bias", [1], new float[1])];
        var tensors = new TensorSet("unetr.pth", model.Tensors().Concat(unused));

        // Six positions may be 2x3 or 3x2, and 24 channels of any number of heads.
        Assert.Contains("position_embeddings", Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(tensors)).Message, StringComparison.Ordinal);
        var known = KnownCheckpoint.Recognise(tensors, options: new Dictionary<string, string> { ["grid"] = "2x3", ["heads"] = "3" });
        Assert.Equal(Seen(model.Network), Seen(known.Network));
        Assert.Equal(model.Tensors().Select(tensor => tensor.Name).Order(), known.Tensors.Tensors.Select(tensor => tensor.Name).Order());
        Assert.Contains("options grid, act:", Assert.Throws<ArgumentException>(() => KnownCheckpoint.Recognise(tensors, options: new Dictionary<string, string> { ["grid"] = "2", ["act"] = "elu" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void An_embedding_by_a_perceptron_is_a_convolution(int axes)
    {
        var model = Model.Create(Network($"unetr channels=2 dims={axes} width=2 hidden=12 heads=12 layers=4 grid=2"), seed: 2);
        const string Embedding = "vit.patch_embedding.patch_embeddings.";
        var tensors = model.Tensors().Select(tensor =>
        {
            if (tensor.Name != Embedding + "weight") return tensor.Renamed(tensor.Name.Replace(Embedding, Embedding + "1.", StringComparison.Ordinal));
            int[] channelsLast = [0, .. Enumerable.Range(2, axes), 1];
            var listed = new float[tensor.Count];
            AxisOrder.Permute<float>(tensor.ToFloats(), tensor.Shape.AsSpan(), channelsLast, listed);
            return NamedTensor.Create(Embedding + "1.weight", [12, listed.Length / 12], listed);
        });
        var known = KnownCheckpoint.Recognise(new TensorSet("unetr.pth", tensors));
        Assert.Equal(Seen(model.Network), Seen(known.Network));
        Assert.Equal(model.Tensors().First(tensor => tensor.Name == Embedding + "weight").ToFloats(), known.Tensors[Embedding + "weight"].ToFloats());
    }

    [Theory]
    [InlineData("encoder._conv_stem.weight", "EfficientNet of efficientnet_pytorch that is not B0")]
    [InlineData("state_dict.model.conv_0.conv_0.conv.weight", "MONAI's BasicUNet")]
    public void Networks_that_are_often_met_and_are_not_here_are_refused_by_their_names(string name, string what)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(new TensorSet("other.pth", [NamedTensor.Create(name, [1, 1, 3, 3], new float[9])]))).Message;
        Assert.StartsWith("other.pth: is ", refusal, StringComparison.Ordinal);
        Assert.Contains(what, refusal, StringComparison.Ordinal);
        Assert.Contains("ONNX", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var tensors = Model.Create(Network("unet-milesial channels=1 width=4"), seed: 1).Tensors().ToList();
        tensors.RemoveAll(tensor => tensor.Name == "up1.up.bias");
        tensors[tensors.FindIndex(tensor => tensor.Name == "inc.double_conv.1.bias")] = NamedTensor.Create("inc.double_conv.1.bias", [7], new float[7]);
        tensors.Add(NamedTensor.Create("extra.weight", [1], new float[1]));
        var refusal = Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(new TensorSet("some.pth", tensors)));
        Assert.Contains("1 of other shapes: \"inc.double_conv.1.bias\" is [7] instead of [4]; 1 missing: \"up1.up.bias\" [32]; 1 not the network's: \"extra.weight\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_no_network_are_refused_with_the_way_out() => Assert.Contains(
        "--network", Assert.Throws<InvalidDataException>(() => KnownCheckpoint.Recognise(new TensorSet("other.pth", [NamedTensor.Create("fc.weight", [1], new float[1])]))).Message, StringComparison.Ordinal);

    // As dynamic-network-architectures registers its modules: each block's layers in a list too, then the encoder within the decoder.
    private static IEnumerable<NamedTensor> WithSecondNames(IEnumerable<NamedTensor> tensors)
    {
        NamedTensor[] blocks = [.. tensors.SelectMany(tensor => new[] { ".conv.", ".norm." }.Index().Where(layer => tensor.Name.Contains(layer.Item, StringComparison.Ordinal))
            .Select(layer => tensor.Renamed(tensor.Name.Replace(layer.Item, $".all_modules.{layer.Index}.", StringComparison.Ordinal))).Prepend(tensor))];
        return blocks.Concat(blocks.Where(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal)).Select(tensor => tensor.Renamed("decoder." + tensor.Name)));
    }

    private static Network Network(string text)
    {
        var words = text.Split(' ');
        return Catalogue.Create(words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    // Padding and dropout have no tensors.
    private static string Seen(Network network) => $"{network.Name} {string.Join(' ', network.Options.Where(option => option.Key is not ("padding" or "dropout" or "supervision")).Select(option => $"{option.Key}={option.Value}"))}";
}
