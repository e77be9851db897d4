using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class TransUNetTests
{
    private static readonly TransUNet _tiny = new() { Width = 4, Blocks = [1, 2], Hidden = 6, Layers = 2, Heads = 2, Grid = 3, Dropout = 0 };

    [Fact]
    public void It_has_the_parameters_of_the_reference() => Assert.Equal(105_277_081, NetworkCheck.Count(new TransUNet { Classes = 9 }));

    [Theory]
    [InlineData("transformer.embeddings.hybrid_model.root.conv.weight", new[] { 7, 7, 3, 64 })]
    [InlineData("transformer.embeddings.hybrid_model.body.block2.unit1.downsample.weight", new[] { 1, 1, 256, 512 })]
    [InlineData("transformer.embeddings.hybrid_model.body.block3.unit9.gn3.weight", new[] { 1024 })]
    [InlineData("transformer.embeddings.hybrid_model.body.block1.unit1.gn_proj.bias", new[] { 256 })]
    [InlineData("transformer.embeddings.patch_embeddings.weight", new[] { 1, 1, 1024, 768 })]
    [InlineData("transformer.embeddings.position_embeddings", new[] { 1, 196, 768 })]
    [InlineData("transformer.encoder.layer.11.attn.query.weight", new[] { 768, 768 })]
    [InlineData("transformer.encoder.layer.0.ffn.fc1.weight", new[] { 768, 3072 })]
    [InlineData("transformer.encoder.encoder_norm.weight", new[] { 768 })]
    [InlineData("decoder.conv_more.0.weight", new[] { 3, 3, 768, 512 })]
    [InlineData("decoder.blocks.0.conv1.0.weight", new[] { 3, 3, 1024, 256 })]
    [InlineData("decoder.blocks.3.conv2.1.running_var", new[] { 16 })]
    [InlineData("segmentation_head.0.weight", new[] { 3, 3, 16, 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new TransUNet(), name));

    [Fact]
    public void Logits_and_gradients_agree_with_double_precision() => NetworkCheck.AgreesWithTheInterpreter(_tiny, [1, 48, 48, 3]);

    [Fact]
    public void Positions_are_interpolated_for_another_size() => NetworkCheck.AgreesAtInference(_tiny, [1, 32, 64, 3]);

    [Fact]
    public void An_image_of_one_channel_is_repeated_to_three() => Assert.Equal(NetworkCheck.Count(_tiny), NetworkCheck.Count(_tiny with { Channels = 1 }));

    [Fact]
    public void A_size_that_is_no_multiple_of_16_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "TransUNet: width 100 does not fit patches of 16 pixels; the nearest that fit are 96 and 112: pad, crop or tile the image.",
        NetworkCheck.Refusal(new TransUNet(), [1, 64, 100, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe() => Assert.Equal(_tiny, Catalogue.Create("transunet", _tiny.Options));

    [Theory]
    [InlineData("heads=7", "Option heads=7: 768 channels cannot be shared out among them.")]
    [InlineData("width=30", "Option width=30: expected a multiple of 4, as the last decoder block has a quarter of it.")]
    public void Numbers_that_do_not_divide_are_refused(string option, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Networks.Parse($"transunet {option}")).Message);
}
