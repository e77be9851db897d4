using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation.Tests.Prediction;

public class TileSizingTests
{
    [Fact]
    public void Sizes_are_asked_of_the_network()
    {
        var sizes = new NetworkSizes(new UNet(Channels: 1, Classes: 2, Width: 2));
        Assert.Equal(388, sizes.Output(1, 572));
        Assert.Equal(0, sizes.Output(1, 571));
        Assert.Equal(572, sizes.AtLeast(2, 557));
        Assert.Equal(556, sizes.AtMost(2, 571));
        Assert.Equal(16, sizes.Stride(1));
        Assert.Equal(588, sizes.Covering(1, 389));
        Assert.Null(sizes.AtMost(1, 100));
    }

    [Fact]
    public void A_padded_network_takes_the_image_as_it_is()
    {
        var grid = new Predictor(Networks.Padded).GridFor(new(1, 37, 45));
        Assert.Single(grid);
        Assert.Equal(new Triple(1, 37, 45), grid.Shape.Input);
    }

    [Fact]
    public void A_padded_network_keeps_the_patch_it_was_trained_on()
    {
        var model = Networks.Of(new UNet(Channels: 1, Classes: 2, Width: 2, Depth: 2, Padding: Padding.Same), change: card => card with { Patch = new Triple(1, 32, 48) });
        Assert.Equal(new Triple(1, 32, 48), new Predictor(model).GridFor(new(1, 100, 20)).Shape.Input);
    }

    [Fact]
    public void A_valid_network_takes_no_larger_tiles_than_the_image_needs()
    {
        var grid = new Predictor(Networks.Valid).GridFor(new(1, 100, 31));
        Assert.Single(grid);
        Assert.InRange(grid.Shape.Output.H, 100, 103);
        Assert.InRange(grid.Shape.Output.W, 31, 34);
    }

    [Theory]
    [InlineData(600_000)]
    [InlineData(1_000_000)]
    [InlineData(3_000_000)]
    public void The_memory_is_kept_to(long memory)
    {
        var extent = new Triple(1, 400, 500);
        var predictor = new Predictor(Networks.Valid, new() { Memory = memory });
        var grid = predictor.GridFor(extent);
        Assert.InRange(predictor.BytesFor(grid), 1, memory);
        Assert.True(grid.Count > 1);

        // The next size would not fit; where it takes no more tiles, a smaller one was preferred.
        var larger = new Predictor(Networks.Valid).GridFor(extent);
        Assert.True(predictor.BytesFor(larger) > memory);
    }

    [Fact]
    public void A_picture_of_twenty_thousand_squared_fits_one_gigabyte()
    {
        var model = Networks.Of(new UNet(Channels: 1, Classes: 2, Width: 16));
        var predictor = new Predictor(model, new() { Memory = 1_000_000_000 });
        Assert.True(predictor.PrefersRows(new(20_000, 20_000, 1, Imaging.SampleType.UInt8)));
        Assert.False(predictor.PrefersRows(new(2_000, 2_000, 1, Imaging.SampleType.UInt8)));
        var grid = predictor.GridFor(new(1, 20_000, 20_000));
        Assert.InRange(predictor.BytesFor(grid), 500_000_000, 1_000_000_000);
        Assert.Equal(20_000, grid.FinalAfter(grid.Count - 1));
    }

    [Fact]
    public void Too_little_memory_is_said_with_what_is_needed()
    {
        var error = Assert.Throws<InsufficientMemoryException>(() => new Predictor(Networks.Valid, new() { Memory = 10_000 }).GridFor(new(1, 400, 500)));
        Assert.Contains("the limit is 0.0 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compiled_tiles_take_the_bytes_that_were_counted()
    {
        var predictor = new Predictor(Networks.Valid, new() { Tile = 60 });
        var grid = predictor.GridFor(new(1, 60, 60));
        var compiled = new TileRunner(Networks.Valid, grid.Shape.Input, new());
        Assert.True(compiled.Bytes < predictor.BytesFor(grid));
        Assert.Equal(compiled.Bytes, new TileRunner(Networks.Valid, grid.Shape.Input, new() { OnlyCount = true }).Bytes);
    }
}
