using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class UNeXtTests
{
    [Theory]
    [InlineData("unext classes=1", 1_471_921)]
    [InlineData("unext classes=1 size=small", 253_561)]
    public void It_has_the_parameters_of_the_reference(string network, long parameters) => Assert.Equal(parameters, NetworkCheck.Count(Networks.Parse(network)));

    [Theory]
    [InlineData("encoder3.weight", new[] { 3, 3, 32, 128 })]
    [InlineData("ebn3.running_mean", new[] { 128 })]
    [InlineData("patch_embed3.proj.weight", new[] { 3, 3, 128, 160 })]
    [InlineData("block2.0.mlp.dwconv.dwconv.weight", new[] { 3, 3, 1, 256 })]
    [InlineData("dblock2.0.mlp.fc2.weight", new[] { 128, 128 })]
    [InlineData("dnorm3.bias", new[] { 160 })]
    [InlineData("decoder5.weight", new[] { 3, 3, 16, 16 })]
    [InlineData("final.weight", new[] { 1, 1, 16, 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new UNeXt(), name));

    // 7 and 13 channels leave a last group that is smaller, 6 a group too few.
    [Fact]
    public void Logits_and_gradients_agree_with_double_precision() => NetworkCheck.AgreesAtInference(new UNeXt { Widths = [5, 5, 6, 7, 13] }, [1, 32, 64, 3]);

    [Fact]
    public void A_size_that_is_no_multiple_of_32_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "UNeXt: width 100 does not fit 5 levels of stride 2; the nearest that fit are 96 and 128: pad, crop or tile the image.",
        NetworkCheck.Refusal(new UNeXt(), [1, 64, 100, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = new UNeXt { Channels = 1, Classes = 4, Widths = [8, 8, 16, 16, 32] };
        Assert.Equal(network, Catalogue.Create("unext", network.Options));
    }
}
