using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks.Tests;

public class UnetrTests
{
    private static readonly Unetr _tiny = new() { Width = 1, Hidden = 6, Heads = 2, Layers = 4, Grid = Triple.All(2) };

    [Fact]
    public void It_has_the_parameters_of_the_reference_less_its_unused_cross_attention() => Assert.Equal(92_784_046, NetworkCheck.Count(new Unetr { Classes = 14 }));

    [Theory]
    [InlineData("vit.patch_embedding.patch_embeddings.weight", new[] { 16, 16, 16, 1, 768 })]
    [InlineData("vit.patch_embedding.position_embeddings", new[] { 1, 216, 768 })]
    [InlineData("vit.blocks.11.attn.qkv.weight", new[] { 768, 2304 })]
    [InlineData("vit.blocks.0.attn.out_proj.bias", new[] { 768 })]
    [InlineData("vit.blocks.0.mlp.linear1.weight", new[] { 768, 3072 })]
    [InlineData("encoder1.layer.conv3.conv.weight", new[] { 1, 1, 1, 1, 16 })]
    [InlineData("encoder2.transp_conv_init.conv.weight", new[] { 2, 2, 2, 768, 32 })]
    [InlineData("encoder2.blocks.1.0.conv.weight", new[] { 2, 2, 2, 32, 32 })]
    [InlineData("encoder3.blocks.0.1.conv2.conv.weight", new[] { 3, 3, 3, 64, 64 })]
    [InlineData("decoder5.transp_conv.conv.weight", new[] { 2, 2, 2, 768, 128 })]
    [InlineData("decoder5.conv_block.conv1.conv.weight", new[] { 3, 3, 3, 256, 128 })]
    [InlineData("out.conv.conv.bias", new[] { 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new Unetr(), name));

    [Fact]
    public void Logits_of_volumes_agree_with_double_precision() => NetworkCheck.LogitsAgree(_tiny, [1, 16, 16, 16, 1]);

    [Fact]
    public void Logits_and_gradients_of_images_agree_with_double_precision() => NetworkCheck.AgreesWithTheInterpreter(_tiny with { Axes = 2, Channels = 2 }, [1, 32, 48, 2]);

    [Fact]
    public void Other_perceptrons_biases_and_oblong_grids_agree_with_double_precision() =>
        NetworkCheck.AgreesWithTheInterpreter(_tiny with { Axes = 2, Mlp = 5, QkvBias = true, Grid = new Triple(1, 2, 3) }, [1, 32, 48, 1]);

    [Theory]
    [InlineData("2x3x1", 6)]
    [InlineData("2", 8)]
    public void A_grid_has_a_position_for_each_patch(string grid, int positions) =>
        Assert.Equal([1, positions, 768], NetworkCheck.ShapeOf(Catalogue.Create("unetr", new Dictionary<string, string> { ["grid"] = grid }), "vit.patch_embedding.position_embeddings"));

    [Fact]
    public void A_size_that_is_no_multiple_of_16_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "Unetr: depth 100 does not fit patches of 16 samples; the nearest that fit are 96 and 112: pad, crop or tile the image.",
        NetworkCheck.Refusal(new Unetr(), [1, 100, 96, 96, 1]));

    [Fact]
    public void Options_make_the_network_that_they_describe() => Assert.All(
        (Unetr[])[_tiny, _tiny with { Mlp = 7, QkvBias = true, Grid = new(1, 2, 3) }, new()], network => Assert.Equal(network, Catalogue.Create("unetr", network.Options)));
}
