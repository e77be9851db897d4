using FsCheck.Fluent;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class MorphologyTests
{
    [Fact]
    public void A_point_dilates_to_a_diamond_by_faces_and_to_a_square_by_corners()
    {
        var (mask, extent) = Grids.Draw(".....", ".....", "..#..", ".....", ".....");
        Assert.Equal(["..#..", ".###.", "#####", ".###.", "..#.."], Grids.Show(Morphology.Dilate(mask, extent, 2, Connectivity.Faces), extent));
        Assert.Equal(["#####", "#####", "#####", "#####", "#####"], Grids.Show(Morphology.Dilate(mask, extent, 2, Connectivity.Corners), extent));
    }

    [Fact]
    public void Erosion_withdraws_from_the_border_unless_the_outside_is_set()
    {
        var (mask, extent) = Grids.Draw("###", "###", "##.");
        Assert.Equal(["...", ".#.", "..."], Grids.Show(Morphology.Erode(mask, extent, 1, Connectivity.Faces), extent));
        Assert.Equal(["###", "##.", "#.."], Grids.Show(Morphology.Erode(mask, extent, 1, Connectivity.Faces, outside: true), extent));
    }

    [Fact]
    public void An_image_has_no_border_before_and_behind() =>
        Assert.True(Morphology.Erode(Enumerable.Repeat(true, 9).ToArray(), new Extent(3, 3), 1, Connectivity.Corners)[4]);

    [Fact]
    public void A_radius_is_that_many_elementary_steps() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed);
        var mask = Grids.RandomMask(seed, extent, 0.15);
        foreach (var connectivity in Enum.GetValues<Connectivity>())
        {
            var stepwise = mask;
            for (var radius = 0; radius <= 3; radius++)
            {
                Assert.Equal(stepwise, Morphology.Dilate(mask, extent, radius, connectivity));
                stepwise = OneStep(stepwise, extent, connectivity);
            }
        }
    }));

    [Fact]
    public void Erosion_is_dilation_of_the_background() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 12);
        var mask = Grids.RandomMask(seed, extent, 0.9);
        // With unset samples beyond the border, erosion is that of the mask in a wider frame.
        var frame = new Extent(extent.IsPlanar ? 1 : extent.Depth + 4, extent.Height + 4, extent.Width + 4);
        var background = Enumerable.Repeat(true, frame.Count).ToArray();
        for (var i = 0; i < mask.Length; i++)
            background[Framed(i)] = !mask[i];
        var grown = Morphology.Dilate(background, frame, 2, Connectivity.Edges);
        var eroded = Morphology.Erode(mask, extent, 2, Connectivity.Edges);
        for (var i = 0; i < mask.Length; i++)
            Assert.Equal(!grown[Framed(i)], eroded[i]);

        int Framed(int i)
        {
            var (z, y, x) = Grids.Place(extent, i);
            return frame.IndexOf(extent.IsPlanar ? 0 : z + 2, y + 2, x + 2);
        }
    }));

    [Fact]
    public void Opening_shrinks_and_closing_grows_and_both_are_done_after_once() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 12);
        var mask = Grids.RandomMask(seed, extent, 0.6);
        var opened = Morphology.Open(mask, extent, 1, Connectivity.Faces);
        var closed = Morphology.Close(mask, extent, 1, Connectivity.Faces);
        for (var i = 0; i < mask.Length; i++)
        {
            Assert.True(!opened[i] || mask[i]);
            Assert.True(!mask[i] || closed[i]);
        }
        Assert.Equal(opened, Morphology.Open(opened, extent, 1, Connectivity.Faces));
        Assert.Equal(closed, Morphology.Close(closed, extent, 1, Connectivity.Faces));
    }));

    private static bool[] OneStep(bool[] mask, Extent extent, Connectivity connectivity) =>
        [.. Enumerable.Range(0, mask.Length).Select(i => mask[i] || Enumerable.Range(0, mask.Length).Any(j => mask[j] && Grids.AreNeighbours(extent, i, j, connectivity)))];
}
