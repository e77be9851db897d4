using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks.Tests;

public class EncoderUNetTests
{
    [Fact]
    public void On_resnet34_it_has_the_parameters_of_the_reference() => Assert.Equal(24_436_369, NetworkCheck.Count(new EncoderUNet(Classes: 1)));

    [Theory]
    [InlineData(EncoderKind.ResNet18, 11_689_512 - 513_000)]
    [InlineData(EncoderKind.ResNet34, 21_797_672 - 513_000)]
    [InlineData(EncoderKind.ResNet50, 25_557_032 - 2_049_000)]
    [InlineData(EncoderKind.Vgg16Bn, 138_365_992 - 123_642_856)]
    [InlineData(EncoderKind.MobileNetV2, 3_504_872 - 1_281_000)]
    [InlineData(EncoderKind.EfficientNetB0, 5_288_548 - 1_281_000 - 412_160)]
    [InlineData(EncoderKind.EfficientNetB0Tf, 5_288_548 - 1_281_000 - 412_160)]
    public void An_encoder_has_torchvisions_parameters_less_the_classifiers(EncoderKind encoder, long parameters) =>
        Assert.Equal(parameters, NetworkCheck.Count(new EncoderUNet(Encoder: encoder), "encoder."));

    [Theory]
    [InlineData(EncoderKind.ResNet34, "encoder.conv1.weight", new[] { 7, 7, 3, 64 })]
    [InlineData(EncoderKind.ResNet34, "encoder.layer1.0.conv1.weight", new[] { 3, 3, 64, 64 })]
    [InlineData(EncoderKind.ResNet34, "encoder.layer4.0.downsample.1.running_var", new[] { 512 })]
    [InlineData(EncoderKind.ResNet34, "decoder.blocks.0.conv1.0.weight", new[] { 3, 3, 768, 256 })]
    [InlineData(EncoderKind.ResNet34, "decoder.blocks.4.conv2.1.bias", new[] { 16 })]
    [InlineData(EncoderKind.ResNet34, "segmentation_head.0.weight", new[] { 3, 3, 16, 2 })]
    [InlineData(EncoderKind.ResNet50, "encoder.layer2.0.conv2.weight", new[] { 3, 3, 128, 128 })]
    [InlineData(EncoderKind.ResNet50, "encoder.layer2.0.downsample.0.weight", new[] { 1, 1, 256, 512 })]
    [InlineData(EncoderKind.Vgg16Bn, "encoder.features.40.weight", new[] { 3, 3, 512, 512 })]
    [InlineData(EncoderKind.Vgg16Bn, "encoder.features.41.running_mean", new[] { 512 })]
    [InlineData(EncoderKind.Vgg16Bn, "decoder.center.1.0.weight", new[] { 3, 3, 512, 512 })]
    [InlineData(EncoderKind.MobileNetV2, "encoder.features.1.conv.0.0.weight", new[] { 3, 3, 1, 32 })]
    [InlineData(EncoderKind.MobileNetV2, "encoder.features.2.conv.2.weight", new[] { 1, 1, 96, 24 })]
    [InlineData(EncoderKind.MobileNetV2, "encoder.features.18.0.weight", new[] { 1, 1, 320, 1280 })]
    [InlineData(EncoderKind.EfficientNetB0, "encoder.features.1.0.block.1.fc1.weight", new[] { 1, 1, 32, 8 })]
    [InlineData(EncoderKind.EfficientNetB0, "encoder.features.6.3.block.1.0.weight", new[] { 5, 5, 1, 1152 })]
    [InlineData(EncoderKind.EfficientNetB0, "encoder.features.7.0.block.3.1.weight", new[] { 320 })]
    [InlineData(EncoderKind.EfficientNetB0Tf, "encoder._conv_stem.weight", new[] { 3, 3, 3, 32 })]
    [InlineData(EncoderKind.EfficientNetB0Tf, "encoder._blocks.0._se_reduce.weight", new[] { 1, 1, 32, 8 })]
    [InlineData(EncoderKind.EfficientNetB0Tf, "encoder._blocks.14._depthwise_conv.weight", new[] { 5, 5, 1, 1152 })]
    [InlineData(EncoderKind.EfficientNetB0Tf, "encoder._blocks.15._bn2.running_var", new[] { 320 })]
    public void Parameters_have_the_references_names_and_shapes(EncoderKind encoder, string name, int[] shape) =>
        Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new EncoderUNet(Encoder: encoder), name));

    [Theory]
    [InlineData(EncoderKind.ResNet18, 2)]
    [InlineData(EncoderKind.ResNet50, 2)]
    [InlineData(EncoderKind.Vgg16Bn, 3)]
    [InlineData(EncoderKind.MobileNetV2, 4)]
    [InlineData(EncoderKind.EfficientNetB0, 4)]
    [InlineData(EncoderKind.EfficientNetB0Tf, 4)]
    public void Logits_and_gradients_agree_with_double_precision(EncoderKind encoder, int width) =>
        NetworkCheck.AgreesAtInference(new EncoderUNet(Encoder: encoder, Width: width, DecoderWidth: 1), [1, 64, 32, 3]);

    [Theory]
    [InlineData(8, 3, 2, 1, new[] { 0, 1 })]
    [InlineData(8, 5, 2, 1, new[] { 1, 2 })]
    [InlineData(9, 3, 2, 1, new[] { 1, 1 })]
    [InlineData(9, 5, 2, 1, new[] { 2, 2 })]
    [InlineData(8, 3, 1, 1, new[] { 1, 1 })]
    [InlineData(8, 3, 1, 2, new[] { 2, 2 })]
    [InlineData(8, 1, 2, 1, new[] { 0, 0 })]
    public void TensorFlow_pads_no_more_than_the_last_result_reads(int extent, int kernel, int stride, int dilation, int[] expected)
    {
        var geometry = (ConvOptions.Square(kernel, stride) with { Dilation = Triple.All(dilation), PadsAsTensorFlow = true }).On([1, extent, 16, 1]);
        Assert.Equal((expected[0], expected[1]), (geometry.PadBefore.H, geometry.PadAfter.H));
        Assert.Equal((extent + stride - 1) / stride, ((extent + expected[0] + expected[1] - (dilation * (kernel - 1)) - 1) / stride) + 1);
    }

    [Fact]
    public void A_size_that_is_no_multiple_of_32_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "EncoderUNet: width 100 does not fit 5 levels of stride 2; the nearest that fit are 96 and 128: pad, crop or tile the image.",
        NetworkCheck.Refusal(new EncoderUNet(), [1, 64, 100, 3]));

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = new EncoderUNet(1, 4, EncoderKind.MobileNetV2, Width: 16, DecoderWidth: 8);
        Assert.Equal(network, Catalogue.Create("unet-encoder", network.Options));
        Assert.Equal(new EncoderUNet(Encoder: EncoderKind.ResNet50), Catalogue.Create("unet-encoder", new EncoderUNet(Encoder: EncoderKind.ResNet50).Options));
    }
}
