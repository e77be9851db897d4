using FsCheck.Fluent;

namespace UNetSharp.Imaging.Tests.Algorithms;

public class GrowthTests
{
    [Fact]
    public void Labels_grow_to_where_their_seed_is_nearest_within_the_mask()
    {
        var (seeds, extent) = Grids.DrawLabels("1.....", ".....2", "......");
        var (mask, _) = Grids.Draw("######", "#.....", "##.###");
        Assert.Equal(["111122", "1....2", "11.222"], Grids.Show(LabelGrowth.Fill(seeds, mask, extent, Connectivity.Faces), extent));
    }

    [Fact]
    public void Every_sample_gets_the_first_of_its_nearest_seeds() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed);
        var mask = Grids.RandomMask(seed, extent, 0.7);
        var starts = Grids.RandomMask(seed + 1, extent, 0.1);
        // Each seed its own label, in raster order, so that the first seed and the least label are the same.
        var seeds = starts.Select((set, i) => set ? i + 1 : 0).ToArray();
        foreach (var connectivity in Enum.GetValues<Connectivity>())
        {
            var steps = seeds.Select(label => label == 0 ? null : Steps(label - 1, seeds, mask, extent, connectivity)).ToArray();
            var labels = LabelGrowth.Fill(seeds, mask, extent, connectivity);
            for (var i = 0; i < labels.Length; i++)
            {
                var reaching = seeds.Where(label => label != 0 && steps[label - 1]![i] >= 0).ToArray();
                var expected = reaching.Length == 0 ? 0 : reaching.MinBy(label => (steps[label - 1]![i], label));
                Assert.Equal(seeds[i] != 0 ? seeds[i] : expected, labels[i]);
            }
        }
    }));

    [Fact]
    public void Lines_are_left_where_labels_meet()
    {
        var (seeds, extent) = Grids.DrawLabels("1...2", "1...2", "1...2");
        Assert.Equal(["11.22", "11.22", "11.22"], Grids.Show(LabelGrowth.FillLeavingLines(seeds, extent, Connectivity.Faces), extent));
        var (even, four) = Grids.DrawLabels("1..2", "1..2");
        Assert.Equal(["11.2", "11.2"], Grids.Show(LabelGrowth.FillLeavingLines(even, four, Connectivity.Faces), four));
    }

    [Fact]
    public void No_two_labels_touch_across_a_line_and_seeds_stay() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed, largest: 10);
        // Components of a sparse mask never touch each other, as the thinning of the challenge has it.
        var seeds = ConnectedComponents.Label(Grids.RandomMask(seed, extent, 0.2), extent, Connectivity.Faces).Labels;
        var labels = LabelGrowth.FillLeavingLines(seeds, extent, Connectivity.Faces);
        for (var i = 0; i < labels.Length; i++)
        {
            Assert.True(seeds[i] == 0 || labels[i] == seeds[i]);
            for (var j = 0; j < i; j++)
            {
                if (labels[i] != labels[j] && labels[i] != 0 && labels[j] != 0)
                    Assert.False(Grids.AreNeighbours(extent, i, j, Connectivity.Faces));
            }
        }
    }));

    [Fact]
    public void Water_parts_at_the_ridge()
    {
        float[] heights = [0, 1, 5, 2, 0];
        Assert.Equal([1, 1, 1, 2, 2], Watershed.Flood(heights, [1, 0, 0, 0, 2], [], new Extent(1, 5), Connectivity.Faces));
        Assert.Equal([1, 1, 0, 2, 2], Watershed.Flood(heights, [1, 0, 0, 0, 2], [true, true, false, true, true], new Extent(1, 5), Connectivity.Faces));
    }

    [Fact]
    public void On_a_plateau_the_watershed_is_growth_from_the_markers()
    {
        var (seeds, extent) = Grids.DrawLabels("1....", ".....", "....2", "3....");
        var everywhere = Enumerable.Repeat(true, extent.Count).ToArray();
        Assert.Equal(
            LabelGrowth.Fill(seeds, everywhere, extent, Connectivity.Faces),
            Watershed.Flood(new float[extent.Count], seeds, [], extent, Connectivity.Faces));
    }

    [Fact]
    public void Flooding_takes_the_lowest_and_longest_waiting_sample_each_time() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var extent = Grids.RandomExtent(seed);
        // Few heights, so that ties are many.
        var heights = Grids.RandomLabels(seed, extent, labels: 3).Select(height => (float)height).ToArray();
        if (seed % 3 == 0)
            heights[0] = float.NaN;
        var markers = Grids.RandomMask(seed + 1, extent, 0.1).Select((set, i) => set ? i + 1 : 0).ToArray();
        var mask = Grids.RandomMask(seed + 2, extent, 0.8);
        foreach (var connectivity in Enum.GetValues<Connectivity>())
            Assert.Equal(FloodByList(heights, markers, mask, extent, connectivity), Watershed.Flood(heights, markers, mask, extent, connectivity));
    }));

    private static int[] FloodByList(float[] heights, int[] markers, bool[] mask, Extent extent, Connectivity connectivity)
    {
        var labels = markers.Select((label, i) => mask[i] ? label : 0).ToArray();
        var waiting = Enumerable.Range(0, labels.Length).Where(i => labels[i] != 0).ToList();
        while (waiting.Count > 0)
        {
            // MinBy takes the first of equals: the list stands in the order of arrival.
            var lowest = waiting.MinBy(i => float.IsNaN(heights[i]) ? float.PositiveInfinity : heights[i]);
            waiting.Remove(lowest);
            for (var j = 0; j < labels.Length; j++)
            {
                if (labels[j] == 0 && mask[j] && Grids.AreNeighbours(extent, lowest, j, connectivity))
                {
                    labels[j] = labels[lowest];
                    waiting.Add(j);
                }
            }
        }
        return labels;
    }

    // The fewest steps from one seed to each sample of the mask, not through other seeds; −1 where there is no way.
    private static int[] Steps(int from, int[] seeds, bool[] mask, Extent extent, Connectivity connectivity)
    {
        var steps = Enumerable.Repeat(-1, mask.Length).ToArray();
        steps[from] = 0;
        for (var reached = 0; ; reached++)
        {
            var ring = Enumerable.Range(0, mask.Length).Where(i => steps[i] == reached).ToArray();
            if (ring.Length == 0)
                return steps;
            foreach (var i in Enumerable.Range(0, mask.Length).Where(i => steps[i] < 0 && mask[i] && seeds[i] == 0))
            {
                if (ring.Any(j => Grids.AreNeighbours(extent, i, j, connectivity)))
                    steps[i] = reached + 1;
            }
        }
    }
}
