using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Each network has as many parameters as its reference, under the reference's names, so that third-party checkpoints load by name.</summary>
public class NamesAndCountsTests
{
    /// <summary>Network and options as on the command line; learnt numbers; some parameters, shapes in our order of axes.</summary>
    public static TheoryData<string, long, string> References => new()
    {
        { "unet-milesial classes=2", 31_037_698, "inc.double_conv.0.weight [3, 3, 3, 64]; down4.maxpool_conv.1.double_conv.4.running_var [1024]; up1.up.weight [2, 2, 1024, 512]; up4.conv.double_conv.3.weight [3, 3, 64, 64]; outc.conv.bias [2]" },
        { "unet-milesial classes=2 up=bilinear", 17_263_042, "down4.maxpool_conv.1.double_conv.0.weight [3, 3, 512, 512]; up1.conv.double_conv.0.weight [3, 3, 1024, 512]; up1.conv.double_conv.3.weight [3, 3, 512, 256]; up4.conv.double_conv.0.weight [3, 3, 128, 64]" },
        { "unet-milesial channels=1 classes=1", 31_036_481, "outc.conv.weight [1, 1, 64, 1]" },
        { "unet-keras", 31_031_685, "conv2d_1.weight [3, 3, 1, 64]; conv2d_11.weight [2, 2, 1024, 512]; conv2d_23.weight [3, 3, 64, 2]; conv2d_24.weight [1, 1, 2, 1]" },
        { "unet-brain", 7_763_041, "encoder1.enc1conv1.weight [3, 3, 3, 32]; encoder4.enc4norm2.running_mean [256]; bottleneck.bottleneckconv2.weight [3, 3, 512, 512]; upconv4.bias [256]; decoder1.dec1conv1.weight [3, 3, 64, 32]; conv.weight [1, 1, 32, 1]" },
        { "unet-retina", 471_010, "convolution2d_1.weight [3, 3, 1, 32]; convolution2d_7.weight [3, 3, 192, 64]; convolution2d_9.weight [3, 3, 96, 32]; convolution2d_11.bias [2]" },
        { "unet-torch-em", 449_489, "encoder.blocks.0.block.1.weight [3, 3, 1, 16]; base.block.4.bias [128]; decoder.samplers.0.conv.weight [1, 1, 128, 64]; decoder.blocks.2.block.1.weight [3, 3, 32, 16]; out_conv.weight [1, 1, 16, 1]" },
        { "unet3d norm=none", 19_069_955, "enc.0.0.weight [3, 3, 3, 3, 32]; enc.3.3.weight [3, 3, 3, 256, 512]; up.0.weight [2, 2, 2, 512, 512]; dec.0.0.weight [3, 3, 3, 768, 256]; head.weight [1, 1, 1, 64, 3]" },
        { "unet3d", 19_069_955 + (2 * 2_336), "enc.0.1.weight [32]; dec.2.4.running_var [64]" },
        { "unet3d-wolny classes=1 width=32", 4_081_267, "encoders.0.basic_module.SingleConv1.groupnorm.weight [1]; encoders.0.basic_module.SingleConv1.conv.weight [3, 3, 3, 1, 16]; decoders.0.basic_module.SingleConv1.conv.weight [3, 3, 3, 384, 128]; final_conv.bias [1]" },
        { "unet3d-wolny classes=1", 16_318_691, "encoders.3.basic_module.SingleConv2.conv.weight [3, 3, 3, 256, 512]" },
        { "unet3d-wolny classes=1 dims=2", 5_443_235, "encoders.3.basic_module.SingleConv2.conv.weight [3, 3, 256, 512]" },
        { "resunet3d-wolny classes=1 width=32", 28_437_281, "encoders.0.basic_module.conv1.weight [1, 1, 1, 1, 32]; encoders.0.basic_module.conv2.groupnorm.weight [32]; decoders.0.upsampling.upsample.conv_transposed.weight [3, 3, 3, 512, 256]; decoders.3.basic_module.conv3.conv.weight [3, 3, 3, 32, 32]" },
        { "vnet", 45_603_934, "in_tr.conv1.weight [5, 5, 5, 1, 16]; in_tr.relu1.weight [16]; down_tr256.down_conv.weight [2, 2, 2, 128, 256]; down_tr256.ops.1.bn1.bias [256]; up_tr256.up_conv.weight [2, 2, 2, 256, 128]; up_tr32.relu2.weight [32]; out_tr.conv2.weight [1, 1, 1, 2, 2]" },
        { "vnet act=elu", 45_600_316, "in_tr.bn1.weight [16]" },
        { "resunet-monai dims=3", 4_806_481, "model.0.conv.unit0.conv.weight [3, 3, 3, 1, 16]; model.0.conv.unit1.adn.A.weight [1]; model.1.submodule.0.residual.weight [3, 3, 3, 16, 32]; model.2.0.conv.weight [3, 3, 3, 32, 2]; model.2.1.conv.unit0.conv.bias [2]" },
        { "resunet-monai dims=3 norm=batch", 4_808_917, "model.0.conv.unit0.adn.N.weight [16]" },
        { "resunet-monai", 1_625_161, "model.1.submodule.1.submodule.1.submodule.1.submodule.residual.weight [1, 1, 128, 256]" },
        { "resunet form=port", 13_043_009, "input_layer.3.weight [3, 3, 64, 64]; input_skip.0.bias [64]; residual_conv_1.conv_block.0.weight [64]; bridge.conv_skip.1.weight [512]; upsample_1.upsample.weight [2, 2, 512, 512]; up_residual_conv3.conv_block.2.weight [3, 3, 192, 64]; output_layer.0.bias [1]" },
        { "attention-unet", 34_878_573, "Conv1.conv.0.weight [3, 3, 3, 64]; Up5.up.1.weight [3, 3, 1024, 512]; Att5.W_g.0.weight [1, 1, 512, 256]; Att2.psi.1.bias [1]; Up_conv2.conv.3.bias [64]; Conv_1x1.weight [1, 1, 64, 1]" },
        { "attention-unet attention=no", 34_527_041, "Up_conv5.conv.0.weight [3, 3, 1024, 512]" },
        { "attention-unet3d", 6_213_613, "conv1.conv1.0.weight [3, 3, 3, 1, 16]; gating.conv1.1.bias [256]; attentionblock2.gate_block_1.theta.weight [2, 2, 2, 32, 32]; attentionblock4.gate_block_1.W.1.running_mean [128]; attentionblock3.combine_gates.0.bias [64]; up_concat1.conv.conv2.1.weight [16]; dsv4.dsv.0.weight [1, 1, 1, 128, 2]; dsv1.weight [1, 1, 1, 16, 2]; final.weight [1, 1, 1, 8, 2]" },
        { "attention-unet-monai", 1_987_434, "model.0.conv.0.conv.weight [3, 3, 1, 16]; model.1.attention.psi.1.weight [1]; model.1.submodule.1.submodule.1.submodule.1.submodule.conv.1.adn.N.running_var [256]; model.1.merge.adn.A.weight [1]; model.2.conv.bias [2]" },
        { "attention-unet-monai dims=3", 5_909_130, "model.1.upconv.up.conv.weight [3, 3, 3, 32, 16]" },
        { "r2unet", 39_091_393, "RRCNN1.RCNN.0.conv.0.weight [3, 3, 64, 64]; RRCNN5.Conv_1x1.weight [1, 1, 512, 1024]; Up_RRCNN5.RCNN.1.conv.1.running_var [512]" },
        { "r2unet steps=5", 39_091_393, "Up2.up.2.weight [64]" },
        { "r2unet attention=yes", 39_442_925, "Att4.W_x.0.weight [1, 1, 256, 128]" },
        { "unet++", 9_042_276, "conv11_1.weight [3, 3, 3, 32]; up12.weight [2, 2, 64, 32]; conv15_1.weight [3, 3, 160, 32]; conv51_2.bias [512]; output_4.weight [1, 1, 32, 1]" },
        { "unet++ prune=1", 101_537, "output_1.bias [1]" },
        { "unet++ prune=2", 511_681, "output_2.bias [1]" },
        { "unet++ prune=3", 2_205_537, "output_3.bias [1]" },
        { "nested-unet", 9_163_428, "conv0_0.conv1.weight [3, 3, 3, 32]; conv0_4.bn2.running_mean [32]; conv3_1.conv1.weight [3, 3, 768, 256]; final4.bias [1]" },
        { "nested-unet supervision=no", 9_163_329, "final.weight [1, 1, 32, 1]" },
        { "nnunet channels=1 classes=3 features=32-64-128-256", 5_603_177, "encoder.stages.0.0.convs.0.conv.weight [3, 3, 3, 1, 32]; encoder.stages.3.0.convs.1.norm.bias [256]; decoder.transpconvs.0.weight [2, 2, 2, 256, 128]; decoder.stages.2.convs.1.conv.bias [32]; decoder.seg_layers.2.weight [1, 1, 1, 32, 3]" },
        { "nnunet dims=2 channels=1 classes=3 features=32-64-128-256", 1_928_489, "encoder.stages.0.0.convs.0.conv.weight [3, 3, 1, 32]; decoder.seg_layers.0.weight [1, 1, 128, 3]" },
        { "nnunet channels=4 classes=4", 31_199_796, "encoder.stages.5.0.convs.1.conv.weight [3, 3, 3, 320, 320]; decoder.seg_layers.4.bias [4]" },
        { "nnunet dims=2 channels=1 classes=2 features=32-64-128-256-512-512-512-512", 46_324_558, "decoder.transpconvs.6.weight [2, 2, 64, 32]" },
        { "nnunet-res channels=4 classes=4", 102_353_972, "encoder.stem.convs.0.conv.weight [3, 3, 3, 4, 32]; encoder.stages.0.blocks.0.conv1.conv.weight [3, 3, 3, 32, 32]; encoder.stages.1.blocks.0.skip.1.conv.weight [1, 1, 1, 32, 64]; encoder.stages.5.blocks.5.conv2.norm.weight [320]; decoder.stages.0.convs.0.conv.weight [3, 3, 3, 640, 320]" },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void It_has_the_references_names_and_as_many_numbers(string network, long numbers, string parameters)
    {
        var graph = Networks.Draw(Networks.Parse(network));
        var shapes = graph.Parameters.Select(value => (Parameter)value.Operation).ToDictionary(parameter => parameter.Path, parameter => parameter.Shape);
        Assert.All(parameters.Split("; "), line => Assert.Equal(line, $"{line.Split(' ')[0]} {shapes.GetValueOrDefault(line.Split(' ')[0])}"));
        Assert.Equal(numbers, graph.LearntNumbers);
    }
}
