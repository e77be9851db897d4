using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class SwinUNetTests
{
    private static readonly SwinUNet _tiny = new() { Width = 6, Depths = [2, 1, 1, 1], Window = 2, Drop = 0 };

    [Fact]
    public void It_has_the_parameters_of_the_reference() => Assert.Equal(27_168_900, NetworkCheck.Count(new SwinUNet { Classes = 9 }));

    [Theory]
    [InlineData("patch_embed.proj.weight", new[] { 4, 4, 3, 96 })]
    [InlineData("layers.0.blocks.1.attn.relative_position_bias_table", new[] { 169, 3 })]
    [InlineData("layers.3.blocks.0.attn.qkv.weight", new[] { 768, 2304 })]
    [InlineData("layers.2.blocks.0.mlp.fc1.bias", new[] { 1536 })]
    [InlineData("layers.0.downsample.reduction.weight", new[] { 384, 192 })]
    [InlineData("layers_up.0.expand.weight", new[] { 768, 1536 })]
    [InlineData("layers_up.1.upsample.norm.weight", new[] { 192 })]
    [InlineData("concat_back_dim.3.weight", new[] { 192, 96 })]
    [InlineData("up.expand.weight", new[] { 96, 1536 })]
    [InlineData("output.weight", new[] { 1, 1, 96, 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new SwinUNet(), name));

    [Fact]
    public void Logits_and_gradients_agree_with_double_precision() => NetworkCheck.AgreesAtInference(_tiny, [1, 32, 64, 3]);

    // 3 tokens at the coarsest level in windows of 2.
    [Fact]
    public void Windows_that_do_not_divide_the_image_see_zeros_beyond_it() => NetworkCheck.AgreesAtInference(_tiny with { Depths = [1] }, [1, 96, 32, 3]);

    [Fact]
    public void A_size_that_is_no_multiple_of_32_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "SwinUNet: width 100 does not fit patches of 4 pixels halved 3 times; the nearest that fit are 96 and 128: pad, crop or tile the image.",
        NetworkCheck.Refusal(new SwinUNet(), [1, 64, 100, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe() => Assert.Equal(_tiny, Catalogue.Create("swin-unet", _tiny.Options));
}
