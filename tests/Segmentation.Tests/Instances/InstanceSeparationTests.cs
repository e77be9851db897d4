using UNetSharp.Imaging;
using UNetSharp.Segmentation.Metrics;
using UNetSharp.Segmentation.Tests.Metrics;

namespace UNetSharp.Segmentation.Tests.Instances;

public class InstanceSeparationTests
{
    private static readonly Extent Extent = new(60, 90);

    // Three discs in a row that touch, one apart, one cut by the border, one of 5 pixels.
    private static readonly (double Y, double X, double Radius)[] Discs = [(20, 15, 10), (20, 35, 10), (20, 55, 10), (45, 70, 8), (59, 20, 9), (50, 45, 1)];

    [Fact]
    public void Touching_discs_are_parted_and_keep_their_areas()
    {
        var (truth, foreground) = Draw();
        var found = new InstanceSeparation { MinimumSeed = 3 }.Separate(foreground, Extent);
        Assert.Equal(Discs.Length, found.Count);
        var matching = InstanceMatching.Between(truth, found.Labels, 0.9);
        Assert.Equal((Discs.Length, 0, 0), (matching.TruePositives, matching.FalsePositives, matching.FalseNegatives));

        // No object loses its rim: every foreground pixel belongs to one.
        Assert.All(Enumerable.Range(0, foreground.Length), i => Assert.Equal(foreground[i] > 0.5, found.Labels[i] != 0));
    }

    [Fact]
    public void Thresholding_alone_would_have_merged_them()
    {
        var (_, foreground) = Draw();
        Assert.True(ConnectedComponents.Label(Array.ConvertAll(foreground, p => p > 0.5f), Extent, Connectivity.Faces).Count < Discs.Length);
    }

    [Fact]
    public void Objects_that_a_border_parts_stay_apart_and_grow_over_it_without_merging()
    {
        var foreground = Drawings.Probability(Drawings.Mask("######.######", "######.######", "######.######", "######.######"));
        var extent = new Extent(4, 13);
        var parted = new InstanceSeparation().Separate(foreground, extent);
        Assert.Equal((2, 4), (parted.Count, parted.Labels.Count(label => label == 0)));
        var grown = new InstanceSeparation { Gap = 1 }.Separate(foreground, extent);
        Assert.Equal((2, 0), (grown.Count, grown.Labels.Count(label => label == 0)));
    }

    [Theory]
    [InlineData(2, 24)]
    [InlineData(3, 24)]
    [InlineData(4, 36)]
    public void Gaps_up_to_the_width_given_are_filled_and_the_background_around_stays(int gap, int labelled)
    {
        var foreground = Drawings.Probability(Drawings.Mask("................", "..####....####..", "..####....####..", "..####....####..", "................"));
        // The gap is four pixels wide; at the image's border one object alone is near.
        Assert.Equal(labelled, new InstanceSeparation { Gap = gap }.Separate(foreground, new Extent(5, 16)).Labels.Count(label => label != 0));
    }

    [Fact]
    public void Holes_are_filled_or_left()
    {
        var foreground = Drawings.Probability(Drawings.Mask("#######", "#######", "###.###", "#######", "#######"));
        Assert.DoesNotContain(0, new InstanceSeparation { Erosion = 0 }.Separate(foreground, new Extent(5, 7)).Labels);
        Assert.Equal(1, new InstanceSeparation { Erosion = 0, FillHoles = false }.Separate(foreground, new Extent(5, 7)).Labels.Count(label => label == 0));
    }

    [Fact]
    public void A_gap_that_several_objects_enclose_is_no_hole()
    {
        // '-' is foreground, but unsure: there two objects touch.
        const string drawn = "####-####" + "####-####" + "###...###" + "###...###" + "####-####" + "####-####";
        var foreground = drawn.Select(c => c switch { '#' => 1f, '-' => 0.6f, _ => 0 }).ToArray();
        var found = new InstanceSeparation().Separate(foreground, new Extent(6, 9));
        Assert.Equal((2, 6), (found.Count, found.Labels.Count(label => label == 0)));
    }

    [Fact]
    public void Small_objects_are_dropped_on_demand_only()
    {
        var foreground = Drawings.Probability(Drawings.Mask("####..#", "####...", "####..."));
        Assert.Equal(2, new InstanceSeparation().Separate(foreground, new Extent(3, 7)).Count);
        Assert.Equal(1, new InstanceSeparation { MinimumSize = 2 }.Separate(foreground, new Extent(3, 7)).Count);
    }

    [Fact]
    public void Unsure_foreground_is_an_object_still()
    {
        var foreground = Enumerable.Repeat(0.6f, 20).ToArray();
        Assert.Equal(1, new InstanceSeparation().Separate(foreground, new Extent(4, 5)).Count);
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Equal(0, new InstanceSeparation().Separate(new float[20], new Extent(4, 5)).Count);

    // The probability of a disc falls off at its rim as a network's does; between touching discs it stays above one half.
    private static (int[] Truth, float[] Foreground) Draw()
    {
        var (truth, foreground) = (new int[Extent.Count], new float[Extent.Count]);
        for (var i = 0; i < truth.Length; i++)
        {
            for (var disc = 0; disc < Discs.Length; disc++)
            {
                var inside = Discs[disc].Radius + 0.5 - Math.Sqrt(Math.Pow((i / Extent.Width) - Discs[disc].Y, 2) + Math.Pow((i % Extent.Width) - Discs[disc].X, 2));
                var probability = (float)(1 / (1 + Math.Exp(-2 * inside)));
                if (probability > foreground[i]) (foreground[i], truth[i]) = (probability, probability > 0.5f ? disc + 1 : 0);
            }
        }

        return (truth, foreground);
    }
}
