using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class ConnectedComponentsTests
{
    [Theory]
    [InlineData("connected_components_2d", "labels4", Connectivity.Faces)]
    [InlineData("connected_components_2d", "labels8", Connectivity.Edges)]
    [InlineData("connected_components_2d", "labels8", Connectivity.Corners)]
    [InlineData("connected_components_3d", "labels6", Connectivity.Faces)]
    [InlineData("connected_components_3d", "labels18", Connectivity.Edges)]
    [InlineData("connected_components_3d", "labels26", Connectivity.Corners)]
    public void Labels_equal_those_of_scipy(string name, string labels, Connectivity connectivity)
    {
        var golden = Golden.Open(name);
        var components = ConnectedComponents.Label(Grids.MaskOf(golden["mask"]), Grids.ExtentOf(golden["mask"]), connectivity);
        Assert.Equal(golden[labels].ToInt32s(), components.Labels);
        Assert.Equal(components.Labels.Max(), components.Count);
    }

    [Theory]
    [InlineData("labels4", Connectivity.Faces)]
    [InlineData("labels8", Connectivity.Corners)]
    public void Labels_by_value_equal_those_of_skimage(string labels, Connectivity connectivity)
    {
        var golden = Golden.Open("connected_components_multivalue");
        var components = ConnectedComponents.LabelByValue(golden["x"].ToInt32s(), Grids.ExtentOf(golden["x"]), connectivity);
        Assert.Equal(golden[labels].ToInt32s(), components.Labels);
    }

    [Fact]
    public void Labels_equal_a_flood_from_each_first_sample() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed);
        var values = Grids.RandomLabels(seed, extent, labels: 2);
        foreach (var connectivity in Enum.GetValues<Connectivity>())
            Assert.Equal(Flood(values, extent, connectivity), ConnectedComponents.LabelByValue(values, extent, connectivity).Labels);
    }));

    [Fact]
    public void The_count_survives_exchanging_rows_and_columns() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 12);
        var mask = Grids.RandomMask(seed, extent);
        var transposed = new Extent(extent.Depth, extent.Width, extent.Height);
        foreach (var connectivity in Enum.GetValues<Connectivity>())
        {
            var count = ConnectedComponents.Label(mask, extent, connectivity).Count;
            Assert.Equal(count, ConnectedComponents.Label(Grids.Transpose(mask, extent), transposed, connectivity).Count);
        }
    }));

    [Fact]
    public void Sizes_count_the_samples_of_background_and_components()
    {
        var (mask, extent) = Grids.Draw("##.", "..#");
        Assert.Equal([3, 2, 1], ConnectedComponents.Label(mask, extent, Connectivity.Faces).Sizes());
    }

    [Fact]
    public void An_unknown_connectivity_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectedComponents.Label(new bool[1], new Extent(1, 1), (Connectivity)4));

    private static int[] Flood(int[] values, Extent extent, Connectivity connectivity)
    {
        var labels = new int[values.Length];
        var count = 0;
        for (var first = 0; first < values.Length; first++)
        {
            if (values[first] == 0 || labels[first] != 0)
                continue;
            labels[first] = ++count;
            var wave = new Stack<int>([first]);
            while (wave.TryPop(out var i))
            {
                for (var j = 0; j < values.Length; j++)
                {
                    if (labels[j] == 0 && values[j] == values[i] && Grids.AreNeighbours(extent, i, j, connectivity))
                    {
                        labels[j] = count;
                        wave.Push(j);
                    }
                }
            }
        }
        return labels;
    }
}
