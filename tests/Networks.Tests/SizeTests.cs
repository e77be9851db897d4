using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Which extents networks take, and what they say to others.</summary>
public class SizeTests
{
    [Theory]
    [InlineData("unet3d", new[] { 1, 116, 132, 132, 3 }, new[] { 1, 28, 44, 44, 3 })]
    [InlineData("unet-milesial", new[] { 2, 37, 50, 3 }, new[] { 2, 37, 50, 2 })]
    [InlineData("unet3d-wolny", new[] { 1, 9, 10, 15, 1 }, new[] { 1, 9, 10, 15, 2 })]
    [InlineData("resunet3d-wolny", new[] { 1, 16, 17, 31, 1 }, new[] { 1, 16, 17, 31, 2 })]
    [InlineData("vnet", new[] { 1, 16, 32, 48, 1 }, new[] { 1, 16, 32, 48, 2 })]
    [InlineData("vnet dims=2", new[] { 1, 32, 48, 1 }, new[] { 1, 32, 48, 2 })]
    [InlineData("nested-unet dims=3 width=2", new[] { 1, 16, 32, 16, 3 }, new[] { 1, 16, 32, 16, 1 })]
    public void It_takes(string form, int[] input, int[] output)
    {
        var network = Networks.Parse(form);
        var graph = new Graph();
        Assert.Equal(output, network.Build(graph, graph.Input("image", Shape.Of(input))).Shape.ToArray());
    }

    [Theory]
    [InlineData("unet3d", new[] { 1, 116, 132, 130, 3 }, "UNet3D: width 130 does not fit 3 levels of valid convolutions; the nearest that fit are 124 and 132: pad, crop or tile the image.")]
    [InlineData("vnet", new[] { 1, 10, 32, 32, 1 }, "VNet: depth 10 does not fit 4 halvings; the nearest that fit are 16: pad, crop or tile the image.")]
    [InlineData("unet-milesial", new[] { 1, 32, 15, 3 }, "MilesialUNet: width 15 does not fit 4 levels of padded convolutions; the nearest that fit are 16: pad, crop or tile the image.")]
    [InlineData("unet++", new[] { 1, 100, 96, 3 }, "UNetPlusPlus: height 100 does not fit 4 halvings; the nearest that fit are 96 and 112: pad, crop or tile the image.")]
    [InlineData("attention-unet3d", new[] { 1, 32, 32, 1 }, "AttentionUNet3D: takes volumes [N, D, H, W, C]; the input has shape [1, 32, 32, 1].")]
    public void It_refuses(string form, int[] input, string message)
    {
        var network = Networks.Parse(form);
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Networks.Draw(network, Shape.Of(input))).Message);
    }
}
