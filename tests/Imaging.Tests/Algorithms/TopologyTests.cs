using FsCheck.Fluent;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class TopologyTests
{
    [Theory]
    [InlineData(Connectivity.Faces)]
    [InlineData(Connectivity.Corners)]
    public void In_an_image_a_point_is_simple_exactly_if_flipping_it_keeps_the_counts_of_objects_and_of_background_parts(Connectivity objects)
    {
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
        {
            var extent = new Extent(5, 6);
            var mask = Grids.RandomMask(seed, extent);
            var simple = new SimplePoints(extent, objects);
            var before = Parts(mask, extent, objects);
            for (var i = 0; i < mask.Length; i++)
            {
                bool[] flipped = [.. mask];
                flipped[i] = !flipped[i];
                Assert.Equal(before == Parts(flipped, extent, objects), simple.IsSimple(mask, i));
            }
        }));
    }

    // In a cube of 3 samples each component of corner neighbours around the centre is a component of its own, so global counts decide there.
    // Objects that join by faces are the background of objects that join by corners, and simple is simple from both sides.
    [Theory]
    [InlineData(Connectivity.Faces)]
    [InlineData(Connectivity.Corners)]
    public void In_a_volume_a_point_is_simple_exactly_if_flipping_it_keeps_objects_cavities_and_the_euler_number(Connectivity objects)
    {
        var extent = new Extent(3, 3, 3);
        var simple = new SimplePoints(extent, objects);
        var met = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var mask = Grids.RandomMask(seed, extent, density: 0.1 + 0.8 * (seed % 9) / 8);
            bool[] byCorners = objects == Connectivity.Corners ? mask : Array.ConvertAll(mask, set => !set);
            bool[] flipped = [.. byCorners];
            flipped[13] = !flipped[13];
            var kept = Parts(byCorners, extent, Connectivity.Corners) == Parts(flipped, extent, Connectivity.Corners)
                && Euler(byCorners, extent) == Euler(flipped, extent);
            Assert.Equal(kept, simple.IsSimple(mask, 13));
            met += kept ? 1 : 0;
        }
        Assert.InRange(met, 100, 900);
    }

    [Fact]
    public void Objects_of_a_volume_that_join_by_edges_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new SimplePoints(new Extent(2, 2, 2), Connectivity.Edges));
        Assert.StartsWith("SimplePoints: objects of a volume join by Faces (6) or by Corners (26), not by Edges (18).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thinning_keeps_objects_and_holes_and_leaves_nothing_to_thin() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 14);
        var mask = Grids.RandomMask(seed, extent, 0.75);
        var thinned = Thinning.Thin(mask, extent);
        Assert.Equal(Parts(mask, extent, Connectivity.Corners), Parts(thinned, extent, Connectivity.Corners));
        Assert.Equal(Euler(mask, extent), Euler(thinned, extent));
        Assert.True(Enumerable.Range(0, mask.Length).All(i => mask[i] || !thinned[i]));
        Assert.Equal(thinned, Thinning.Thin(thinned, extent));
    }));

    [Fact]
    public void A_thick_bar_thins_to_its_middle_line()
    {
        var (mask, extent) = Grids.Draw(
            "...........",
            ".#########.",
            ".#########.",
            ".#########.",
            "...........");
        Assert.Equal(
            ["...........", "...........", ".#########.", "...........", "..........."],
            Grids.Show(Thinning.Thin(mask, extent), extent));
    }

    [Fact]
    public void A_thin_ring_loses_only_its_corners_and_a_square_of_four_is_not_erased()
    {
        var (ring, extent) = Grids.Draw("#####", "#...#", "#...#", "#####");
        Assert.Equal([".###.", "#...#", "#...#", ".###."], Grids.Show(Thinning.Thin(ring, extent), extent));
        var (square, four) = Grids.Draw("##", "##");
        Assert.Equal(["..", "##"], Grids.Show(Thinning.Thin(square, four), four));
    }

    // Objects, and parts of the background in a frame of background.
    private static (int Objects, int Background) Parts(bool[] mask, Extent extent, Connectivity objects)
    {
        var (framed, frame) = Framed(mask, extent);
        var background = objects == Connectivity.Faces ? Connectivity.Corners : Connectivity.Faces;
        return (
            ConnectedComponents.Label(framed, frame, objects).Count,
            ConnectedComponents.Label(Array.ConvertAll(framed, set => !set), frame, background).Count);
    }

    // Vertices − edges + faces − cubes of the union of closed cubes: the Euler number of objects that join by corners.
    private static int Euler(bool[] mask, Extent extent)
    {
        bool Set(int z, int y, int x) =>
            (uint)z < (uint)extent.Depth && (uint)y < (uint)extent.Height && (uint)x < (uint)extent.Width && mask[extent.IndexOf(z, y, x)];
        var sum = 0;
        // Cell (z, y, x) in half steps: an even coordinate is a corner plane between cubes, an odd one lies inside a cube.
        for (var z = 0; z <= 2 * extent.Depth; z++)
        {
            for (var y = 0; y <= 2 * extent.Height; y++)
            {
                for (var x = 0; x <= 2 * extent.Width; x++)
                {
                    var covered = Touching(z).Any(cz => Touching(y).Any(cy => Touching(x).Any(cx => Set(cz, cy, cx))));
                    if (covered)
                        sum += (z % 2 + y % 2 + x % 2) % 2 == 0 ? 1 : -1;
                }
            }
        }
        return sum;

        static int[] Touching(int half) => half % 2 == 1 ? [half / 2] : [half / 2 - 1, half / 2];
    }

    private static (bool[] Mask, Extent Extent) Framed(bool[] mask, Extent extent)
    {
        var frame = new Extent(extent.IsPlanar ? 1 : extent.Depth + 2, extent.Height + 2, extent.Width + 2);
        var framed = new bool[frame.Count];
        for (var i = 0; i < mask.Length; i++)
        {
            var (z, y, x) = Grids.Place(extent, i);
            framed[frame.IndexOf(extent.IsPlanar ? 0 : z + 1, y + 1, x + 1)] = mask[i];
        }
        return (framed, frame);
    }
}
