using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class SegFormerTests
{
    [Theory]
    [InlineData("b0", 3_319_392, 3_752_694)]
    [InlineData("b1", 13_151_424, 13_715_798)]
    [InlineData("b2", 24_196_288, 27_461_974)]
    [InlineData("b5", 81_443_008, 84_708_694)]
    public void Each_size_has_the_parameters_of_the_reference(string size, long backbone, long all)
    {
        var network = Networks.Parse($"segformer size={size} classes=150");
        Assert.Equal((backbone, all), (NetworkCheck.Count(network, "backbone."), NetworkCheck.Count(network)));
    }

    [Theory]
    [InlineData("b3", 18)]
    [InlineData("b4", 27)]
    public void Sizes_between_differ_in_blocks_alone(string size, int blocks)
    {
        var network = Networks.Parse($"segformer size={size}");
        Assert.Equal(Shape.Of(320, 320), NetworkCheck.ShapeOf(network, $"backbone.block3.{blocks - 1}.attn.q.weight"));
        Assert.DoesNotContain($"backbone.block3.{blocks}.attn.q.weight", Networks.Draw(network).Parameters.Select(value => ((Parameter)value.Operation).Path));
    }

    [Theory]
    [InlineData("backbone.patch_embed1.proj.weight", new[] { 7, 7, 3, 32 })]
    [InlineData("backbone.block1.0.attn.sr.weight", new[] { 8, 8, 32, 32 })]
    [InlineData("backbone.block1.1.attn.kv.weight", new[] { 32, 64 })]
    [InlineData("backbone.block2.0.mlp.dwconv.dwconv.weight", new[] { 3, 3, 1, 256 })]
    [InlineData("backbone.block4.1.mlp.fc2.weight", new[] { 1024, 256 })]
    [InlineData("decode_head.linear_c3.proj.weight", new[] { 160, 256 })]
    [InlineData("decode_head.linear_fuse.conv.weight", new[] { 1, 1, 1024, 256 })]
    [InlineData("decode_head.linear_pred.bias", new[] { 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new SegFormer(), name));

    [Fact]
    public void Logits_and_gradients_agree_with_double_precision() =>
        NetworkCheck.AgreesWithTheInterpreter(new SegFormer { Widths = [3, 4, 10, 8], Depths = [1, 2, 1], HeadWidth = 6, Dropout = 0 }, [1, 45, 64, 3]);

    [Fact]
    public void Any_size_from_29_on_fits() => Assert.Equal([1, 31, 100, 2], NetworkCheck.Build(new SegFormer(), [1, 31, 100, 3]).Shape);

    [Fact]
    public void A_smaller_size_is_refused_with_the_smallest() => Assert.Equal(
        "SegFormer: height 28 does not fit keys of 8 x 8 tokens; the nearest that fit are 29: pad, crop or tile the image.",
        NetworkCheck.Refusal(new SegFormer(), [1, 28, 64, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = new SegFormer { Channels = 1, Classes = 4, Widths = [8, 16, 20, 32], Depths = [1, 2, 1, 1], HeadWidth = 32, Dropout = 0.25f };
        Assert.Equal(network, Catalogue.Create("segformer", network.Options));
    }

    [Fact]
    public void Channels_that_do_not_fit_the_heads_are_refused() => Assert.Equal(
        "Option widths=8-16-24-32: 24 channels cannot be shared out among the 5 heads of level 3.",
        Assert.Throws<ArgumentException>(() => Networks.Parse("segformer widths=8-16-24-32")).Message);
}
