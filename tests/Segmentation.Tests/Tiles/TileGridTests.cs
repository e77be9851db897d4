using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Kernels;

namespace UNetSharp.Segmentation.Tests.Tiles;

public class TileGridTests
{
    private static readonly Triple One = Triple.All(1);

    [Fact]
    public void The_paper_s_tile_has_a_margin_of_92() =>
        Assert.Equal(new Triple(0, 92, 92), new TileShape(new(1, 572, 572), new(1, 388, 388)).Margin);

    [Fact]
    public void Weights_add_up_to_one_everywhere() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var grid = RandomGrid(random);
        var sums = new double[grid.Image.Product];
        foreach (var tile in grid) AddWeights(grid, tile, sums);
        Assert.All(sums, sum => Assert.Equal(1, sum, 1e-5));
    }));

    [Fact]
    public void Each_place_belongs_to_one_tile_without_blending() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var grid = RandomGrid(random, Blend.None);
        Assert.All(grid, tile => Assert.All(Enumerable.Range(0, 3), axis => Assert.All(grid.Weights(tile.Index, axis).ToArray(), weight => Assert.True(weight is 0 or 1))));
    }));

    [Fact]
    public void What_is_said_to_be_final_is_not_touched_again() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var grid = RandomGrid(new Random(seed));
        var final = 0;
        foreach (var tile in grid)
        {
            var (first, end) = grid.Range(tile.Index, grid.SlabAxis);
            var start = grid.SlabAxis == 0 ? tile.Start.D : tile.Start.H;
            Assert.True(start + first >= final, $"tile {tile} touches {start + first}, but {final} were final");
            Assert.True(start + end - final <= grid.SlabLength);
            Assert.True(grid.FinalAfter(tile.Index) >= final);
            final = grid.FinalAfter(tile.Index);
        }

        Assert.Equal(grid.SlabAxis == 0 ? grid.Image.D : grid.Image.H, final);
    }));

    [Fact]
    public void Starts_are_multiples_of_the_stride() => Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var stride = new Triple(1, 1 + random.Next(4), 1 + random.Next(4));
        var grid = new TileGrid(new(1, 1 + random.Next(60), 1 + random.Next(60)), new TileShape(new(1, 24, 30), new(1, 12, 18)), stride, random.NextDouble() * 0.9, Blend.Uniform);
        Assert.All(grid, tile => Assert.Equal((0, 0), (tile.Start.H % stride.H, tile.Start.W % stride.W)));
    }));

    [Fact]
    public void Padded_tiles_are_spread_evenly_as_in_nnU_Net()
    {
        // ⌈(100 − 32) / 16⌉ + 1 = 6 tiles over 68 places.
        var grid = new TileGrid(new(1, 32, 100), new TileShape(new(1, 32, 32), new(1, 32, 32)), One);
        Assert.Equal([0, 14, 27, 41, 54, 68], grid.Select(tile => tile.Start.W));
    }

    [Fact]
    public void A_small_image_lies_in_the_middle_of_its_tile()
    {
        var grid = new TileGrid(new(1, 10, 7), new TileShape(new(1, 32, 32), new(1, 16, 16)), One);
        Assert.Equal(new Tile(0, new(0, -3, -4), new(0, -11, -12)), Assert.Single(grid));
    }

    [Fact]
    public void Volumes_are_laid_on_three_axes()
    {
        var grid = new TileGrid(new(9, 10, 11), new TileShape(new(8, 8, 8), new(4, 4, 4)), One, overlap: 0, Blend.None);
        Assert.Equal(27, grid.Count);
        Assert.Equal(0, grid.SlabAxis);
        Assert.Equal(new Triple(0, 0, 4), grid[1].Start);
        Assert.Equal(new Triple(-2, -2, 2), grid[1].InputStart);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void An_overlap_that_is_no_share_is_refused(double overlap) =>
        Assert.Throws<ArgumentException>(() => new TileGrid(One, new TileShape(One, One), One, overlap));

    private static TileGrid RandomGrid(Random random, Blend? blend = null)
    {
        var output = new Triple(1 + random.Next(6), 1 + random.Next(9), 1 + random.Next(9));
        var input = new Triple(output.D + (2 * random.Next(3)), output.H + (2 * random.Next(3)), output.W + (2 * random.Next(3)));
        var image = new Triple(random.Next(2) == 0 ? 1 : 1 + random.Next(12), 1 + random.Next(30), 1 + random.Next(30));
        var stride = new Triple(1 + random.Next(3), 1 + random.Next(3), 1 + random.Next(3));
        return new TileGrid(image, new TileShape(input, output), stride, random.NextDouble() * 0.95, blend ?? (Blend)random.Next(3));
    }

    private static void AddWeights(TileGrid grid, Tile tile, double[] sums)
    {
        for (var z = grid.Range(tile.Index, 0).First; z < grid.Range(tile.Index, 0).End; z++)
        {
            for (var y = grid.Range(tile.Index, 1).First; y < grid.Range(tile.Index, 1).End; y++)
            {
                for (var x = grid.Range(tile.Index, 2).First; x < grid.Range(tile.Index, 2).End; x++)
                {
                    var weight = (double)grid.Weights(tile.Index, 0)[z] * grid.Weights(tile.Index, 1)[y] * grid.Weights(tile.Index, 2)[x];
                    sums[((((tile.Start.D + z) * grid.Image.H) + tile.Start.H + y) * grid.Image.W) + tile.Start.W + x] += weight;
                }
            }
        }
    }
}
