using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class CleaningTests
{
    [Theory]
    [InlineData("remove_smaller_than_12_conn4", Connectivity.Faces)]
    [InlineData("remove_smaller_than_12_conn8", Connectivity.Corners)]
    public void Small_components_go(string expected, Connectivity connectivity)
    {
        var golden = Golden.Open("connected_components_2d");
        var cleaned = MaskCleaning.RemoveSmall(Grids.MaskOf(golden["mask"]), Grids.ExtentOf(golden["mask"]), 12, connectivity);
        Assert.Equal(Grids.MaskOf(golden[expected]), cleaned);
    }

    [Theory]
    [InlineData("largest_conn6", Connectivity.Faces)]
    [InlineData("largest_conn18", Connectivity.Edges)]
    [InlineData("largest_conn26", Connectivity.Corners)]
    public void The_largest_component_stays(string expected, Connectivity connectivity)
    {
        var golden = Golden.Open("connected_components_3d");
        var cleaned = MaskCleaning.KeepLargest(Grids.MaskOf(golden["mask"]), Grids.ExtentOf(golden["mask"]), connectivity);
        Assert.Equal(Grids.MaskOf(golden[expected]), cleaned);
    }

    [Fact]
    public void Of_equally_large_components_the_first_stays_and_an_empty_mask_stays_empty()
    {
        var (mask, extent) = Grids.Draw("#.#", "#.#");
        Assert.Equal(["#..", "#.."], Grids.Show(MaskCleaning.KeepLargest(mask, extent, Connectivity.Faces), extent));
        Assert.DoesNotContain(true, MaskCleaning.KeepLargest(new bool[6], extent, Connectivity.Faces));
    }

    [Fact]
    public void Holes_are_filled_as_scipy_fills_them()
    {
        var golden = Golden.Open("connected_components_2d");
        var filled = MaskCleaning.FillHoles(Grids.MaskOf(golden["mask"]), Grids.ExtentOf(golden["mask"]));
        Assert.Equal(Grids.MaskOf(golden["fill_holes"]), filled);
    }

    [Fact]
    public void A_cavity_of_a_volume_is_filled_and_a_hole_through_it_is_not()
    {
        var extent = new Extent(3, 3, 3);
        var shell = Enumerable.Range(0, 27).Select(i => i != 13).ToArray();
        Assert.DoesNotContain(false, MaskCleaning.FillHoles(shell, extent));
        bool[] tube = [.. shell];
        tube[extent.IndexOf(0, 1, 1)] = tube[extent.IndexOf(2, 1, 1)] = false;
        Assert.Equal(tube, MaskCleaning.FillHoles(tube, extent));
    }

    [Fact]
    public void Filling_holes_twice_fills_nothing_more() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 9);
        var filled = MaskCleaning.FillHoles(Grids.RandomMask(seed, extent, 0.6), extent);
        Assert.Equal(filled, MaskCleaning.FillHoles(filled, extent));
    }));

    [Fact]
    public void Small_labels_go_and_the_others_keep_their_numbers()
    {
        var (labels, extent) = Grids.DrawLabels("7.2", "722");
        Assert.Equal(["..2", ".22"], Grids.Show(LabelCleaning.RemoveSmall(labels, 3), extent));
    }

    [Fact]
    public void Each_label_keeps_its_largest_fragment()
    {
        var (labels, extent) = Grids.DrawLabels("5.55", "2.55", "22.5", "5..2");
        Assert.Equal(["..55", "2.55", "22.5", "...."], Grids.Show(LabelCleaning.RemoveFragments(labels, extent, Connectivity.Faces), extent));
    }

    [Fact]
    public void Renumbering_closes_gaps_in_raster_order()
    {
        var (labels, extent) = Grids.DrawLabels(".9.4", "9..2");
        var renumbered = LabelCleaning.Renumber(labels);
        Assert.Equal([".1.2", "1..3"], Grids.Show(renumbered.Labels, extent));
        Assert.Equal(3, renumbered.Count);
    }

    [Fact]
    public void A_negative_label_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => LabelCleaning.Renumber([1, -1]));
        Assert.Equal("LabelCleaning: label -1 is negative; objects are numbered from 1 and 0 is background.", error.Message);
    }
}
