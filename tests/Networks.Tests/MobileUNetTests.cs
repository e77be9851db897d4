using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class MobileUNetTests
{
    // Derived on paper from the stages: MobileNetV2 without its last convolution has 2,223,872 − 412,160 parameters.
    [Fact]
    public void The_encoder_is_MobileNetV2_up_to_its_last_convolution() => Assert.Equal(1_811_712, NetworkCheck.Count(new MobileUNet(), "encoder."));

    [Theory]
    [InlineData(MobileSize.Standard, "encoder.features.17.conv.2.weight", new[] { 1, 1, 960, 320 })]
    [InlineData(MobileSize.Standard, "decoder.0.conv.0.0.weight", new[] { 1, 1, 416, 832 })]
    [InlineData(MobileSize.Edge, "encoder.features.0.0.weight", new[] { 3, 3, 3, 16 })]
    [InlineData(MobileSize.Edge, "decoder.3.conv.2.weight", new[] { 1, 1, 48, 8 })]
    [InlineData(MobileSize.Edge, "head.weight", new[] { 1, 1, 8, 2 })]
    public void Parameters_have_these_names_and_shapes(MobileSize size, string name, int[] shape) =>
        Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new MobileUNet(Size: size), name));

    [Theory]
    [InlineData(MobileSize.Standard, 4)]
    [InlineData(MobileSize.Edge, 4)]
    public void Logits_and_gradients_agree_with_double_precision(MobileSize size, int width) =>
        NetworkCheck.AgreesAtInference(new MobileUNet(Size: size, Width: width), [1, 64, 32, 3]);

    [Fact]
    public void The_sizes_have_these_parameters() =>
        Assert.Equal((2_309_570, 104_530), (NetworkCheck.Count(new MobileUNet()), NetworkCheck.Count(new MobileUNet(Size: MobileSize.Edge))));

    [Fact]
    public void A_size_that_is_no_multiple_of_32_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "MobileUNet: height 20 does not fit 5 levels of stride 2; the nearest that fit are 32: pad, crop or tile the image.",
        NetworkCheck.Refusal(new MobileUNet(), [1, 20, 32, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = new MobileUNet(1, 4, MobileSize.Edge, Width: 8);
        Assert.Equal(network, Catalogue.Create("mobile-unet", network.Options));
        Assert.Equal(new MobileUNet(), Catalogue.Create("mobile-unet", new MobileUNet().Options));
    }
}
