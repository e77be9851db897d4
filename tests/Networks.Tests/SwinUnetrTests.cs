using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

public class SwinUnetrTests
{
    private static readonly SwinUnetr _tiny = new() { Width = 3, Depths = [2, 1, 1, 1], Window = 2 };

    [Theory]
    [InlineData(PatchMergingOrder.Published)]
    [InlineData(PatchMergingOrder.All)]
    [InlineData(PatchMergingOrder.Corrected)]
    public void It_has_the_parameters_of_the_reference(PatchMergingOrder merging) => Assert.Equal(62_187_296, NetworkCheck.Count(new SwinUnetr { Classes = 14, Merging = merging }));

    [Theory]
    [InlineData("swinViT.patch_embed.proj.weight", new[] { 2, 2, 2, 1, 48 })]
    [InlineData("swinViT.layers1.0.blocks.0.attn.relative_position_bias_table", new[] { 2197, 3 })]
    [InlineData("swinViT.layers4.0.blocks.1.mlp.linear1.weight", new[] { 384, 1536 })]
    [InlineData("swinViT.layers4.0.downsample.reduction.weight", new[] { 3072, 768 })]
    [InlineData("encoder1.layer.conv3.conv.weight", new[] { 1, 1, 1, 1, 48 })]
    [InlineData("encoder10.layer.conv2.conv.weight", new[] { 3, 3, 3, 768, 768 })]
    [InlineData("decoder5.transp_conv.conv.weight", new[] { 2, 2, 2, 768, 384 })]
    [InlineData("decoder1.conv_block.conv3.conv.weight", new[] { 1, 1, 1, 96, 48 })]
    [InlineData("out.conv.conv.weight", new[] { 1, 1, 1, 48, 2 })]
    public void Parameters_have_the_references_names_and_shapes(string name, int[] shape) => Assert.Equal(Shape.Of(shape), NetworkCheck.ShapeOf(new SwinUnetr(), name));

    // A whole one has at least 32³ voxels, too many for double precision. Windows of 4 in 4 x 6 x 2: one axis is a single window, one is cut, on one they shrink.
    [Fact]
    public void A_level_of_volumes_agrees_with_double_precision() => NetworkCheck.AgreesAtInference(new LevelOfVolumes(), [2, 4, 6, 2, 6]);

    [Fact]
    public void Images_agree_with_double_precision() => NetworkCheck.AgreesAtInference(_tiny with { Axes = 2, Channels = 2 }, [1, 32, 32, 2]);

    [Fact]
    public void A_size_that_is_no_multiple_of_32_is_refused_with_the_nearest_that_are() => Assert.Equal(
        "SwinUnetr: height 100 does not fit patches of 2 samples halved 4 times; the nearest that fit are 96 and 128: pad, crop or tile the image.",
        NetworkCheck.Refusal(new SwinUnetr(), [1, 96, 100, 96, 1]));

    [Fact]
    public void Options_make_the_network_that_they_describe()
    {
        var network = _tiny with { Axes = 2, Merging = PatchMergingOrder.All, Drop = 0.25f };
        Assert.Equal(network, Catalogue.Create("swin-unetr", network.Options));
    }

    private sealed record LevelOfVolumes : Network
    {
        public override int InputChannels => 6;

        public override int OutputChannels => 12;

        public override int Dimensions => 3;

        public override Shape TypicalInput => [1, 4, 6, 2, 6];

        public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>();

        protected override void RequireSize(Shape input) => RequireEach(input, (_, size) => size % 2 == 0, "neighbours");

        protected override Value Draw(Scope scope, Value x)
        {
            for (var block = 0; block < 2; block++)
            {
                x = (scope / block).SwinBlock(x, new(Heads: 3, Window: 4, Shifted: block == 1, Drop: 0, Shrinks: true, ("linear1", "linear2")));
            }

            return (scope / "downsample").PatchMerging(x, [0, 4, 2, 1, 5, 2, 1, 7]);
        }
    }
}
