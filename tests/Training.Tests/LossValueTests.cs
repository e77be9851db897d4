using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests;

namespace UNetSharp.Training.Tests;

/// <summary>Losses by hand: two classes, the probability of class 1 given pixel by pixel.</summary>
public class LossValueTests
{
    [Fact]
    public void Focal_Tversky_is_the_reference_s()
    {
        var check = new GoldenCheck(Golden.Open("loss_focal_tversky"));
        var (x, labels) = (check.Followed("x"), check.Labels("t"));
        check.Compare(new FocalTverskyLossOptions(WithBackground: true).Draw(x, labels, labels));
    }

    [Fact]
    public void Generalised_Dice_weighs_classes_by_the_square_of_their_pixels()
    {
        // Background: 3 pixels, Σ p·y = 0.9 + 0.8 + 0.6, Σ p = 2.3 + 0.3. Foreground: 1 pixel, Σ p·y = 0.7, Σ p = 0.7 + 0.7. Weights 1/9 and 1, as shares 0.1 and 0.9.
        var dice = 2 * ((0.1 * 2.3) + (0.9 * 0.7)) / ((0.1 * (2.6 + 3)) + (0.9 * (1.4 + 1)));
        Equal(1 - dice, new GeneralisedDiceLossOptions(Smooth: 0), [0.1, 0.2, 0.4, 0.7], [0, 0, 0, 1]);

        // A third of the picture is not labelled: as if it were not there.
        Equal(1 - dice, new GeneralisedDiceLossOptions(Smooth: 0), [0.1, 0.2, 0.4, 0.7, 0.9, 0.5], [0, 0, 0, 1, -1, -1]);
    }

    [Fact]
    public void Top_k_takes_the_mean_over_the_hardest_pixels()
    {
        // Probabilities of the truth: 0.9, 0.2, 0.6, 0.7, and one that does not count.
        double[] foreground = [0.1, 0.2, 0.4, 0.7, 0.99];
        float[] labels = [0, 1, 0, 1, -1];
        Equal(-Math.Log(0.2), new TopKLossOptions(0.25f), foreground, labels);
        Equal(-(Math.Log(0.2) + Math.Log(0.6)) / 2, new TopKLossOptions(0.5f), foreground, labels);
        Equal(-(Math.Log(0.2) + Math.Log(0.6) + Math.Log(0.9) + Math.Log(0.7)) / 4, new TopKLossOptions(1), foreground, labels);
        Equal(-Math.Log(0.2), new TopKLossOptions(0.01f), foreground, labels);
    }

    [Fact]
    public void Lovasz_softmax_is_the_mean_over_classes_of_sorted_errors_by_steps_of_the_Jaccard_loss()
    {
        // Errors of class 1, and of class 0 too: 0.6 (truth 1), 0.3 (truth 0), 0.2 (truth 1). Jaccard losses of class 1, of two pixels: 1/2, 2/3, 1; of class 0, of one pixel: 1/2, 1, 1.
        double one = (0.6 / 2) + (0.3 / 6) + (0.2 / 3), none = (0.6 / 2) + (0.3 / 2);
        Equal((one + none) / 2, new LovaszSoftmaxLossOptions(), [0.4, 0.3, 0.8], [1, 0, 1]);
        Equal(one, new LovaszSoftmaxLossOptions(WithBackground: false), [0.4, 0.3, 0.8], [1, 0, 1]);
        Equal((one + none) / 2, new LovaszSoftmaxLossOptions(), [0.4, 0.9, 0.3, 0.8], [1, -1, 0, 1]);

        // A class that the truth lacks is left out of the mean.
        Equal(0.6, new LovaszSoftmaxLossOptions(), [0.6], [0]);
    }

    [Fact]
    public void Lovasz_hinge_sorts_margins()
    {
        // Margins log(p / (1 − p)): −log 3 where the truth is 1, −log 3 where it is 0, log 9 where it is 1. Errors 1 + log 3, 1 − log 3 < 0 is none, 1 − log 9 is none.
        Equal((1 + Math.Log(3)) / 2, new LovaszHingeLossOptions(), [0.25, 0.25, 0.9], [1, 0, 1]);
        var graph = new Graph();
        var refusal = Assert.Throws<ArgumentException>(() => graph.Input("x", [1, 2, 2, 3]).LovaszHinge(graph.Input("labels", [1, 2, 2])));
        Assert.Equal("LovaszHinge: tells one class from the background; logits [1, 2, 2, 3] have 3 classes: take the Lovász-softmax loss.", refusal.Message);
    }

    [Fact]
    public void The_boundary_loss_weighs_probabilities_by_signed_distances()
    {
        // Distances 2, 1, −1, −2; then one pixel that does not count, and to which no distance is taken.
        double[] foreground = [0.1, 0.3, 0.6, 0.8, 0.9];
        Equal((0.2 + 0.3 - 0.6 - 1.6) / 4, new BoundaryLossOptions(), foreground, [0, 0, 1, 1, -1]);

        // In the plane: distances of the corner to the one pixel of class 1, √2.
        Equal((Math.Sqrt(2) * 0.1) + 0.2 + 0.3 - 0.6, new SumLossOptions { Terms = [new(new BoundaryLossOptions(), 4)] }, [1, 2, 2, 2], [0.1, 0.2, 0.3, 0.6], [0, 0, 0, 1]);
    }

    [Fact]
    public void The_Hausdorff_loss_weighs_errors_by_the_distances_to_both_borders()
    {
        // Truth's distances 1, 1, 2, 3; the prediction's 2, 1, 1, 2.
        Equal(((0.8 * 0.8 * (1 + 4)) + (0.4 * 0.4 * (1 + 1)) + (0.7 * 0.7 * (4 + 1)) + (0.9 * 0.9 * (9 + 4))) / 4, new HausdorffLossOptions(), [0.2, 0.4, 0.7, 0.9], [1, 0, 0, 0]);
    }

    [Fact]
    public void The_centre_line_of_a_bar_is_its_middle_row()
    {
        // Three rows of seven in a field of 5 x 9: an erosion leaves the middle row but for its ends, from which the square of nine makes the bar again; the second leaves nothing.
        var graph = new Graph();
        var (mask, text) = (graph.Input("mask", [1, 5, 9, 1]), "");
        var skeleton = SoftSkeleton.Of(mask, 2);
        var plan = Plan.Compile(graph, Weights.For(graph), [skeleton]);
        for (var pixel = 0; pixel < 45; pixel++) plan[mask].Span[pixel] = pixel / 9 is >= 1 and <= 3 && pixel % 9 is >= 1 and <= 7 ? 1 : 0;
        plan.Run(TestContext.Current.CancellationToken);
        for (var pixel = 0; pixel < 45; pixel++) text += plan[skeleton].Span[pixel] == 1 ? '#' : plan[skeleton].Span[pixel] == 0 ? '.' : '?';
        Assert.Equal(".........|.........|..#####..|.........|.........", string.Join('|', text.Chunk(9).Select(row => new string(row))));
    }

    [Fact]
    public void Centre_line_Dice_counts_lines_in_masks()
    {
        // A line one pixel wide is its own skeleton. Truth: 3 of 5 pixels; predicted 0.8, 0.6, 0, 0, 0.9 (nearly 0 where nothing is). The soft skeleton of a line: each number less the opening, here 0.
        double[] foreground = [0.8, 0.6, 1e-9, 1e-9, 0.9];
        double precision = (0.8 + 0.6 + 1) / (0.8 + 0.6 + 0.9 + 1), sensitivity = (0.8 + 0.6 + 1) / (3 + 1);
        Equal(1 - (2 * precision * sensitivity / (precision + sensitivity)), new ClDiceLossOptions(Share: 1), [1, 3, 5, 2], [.. Padded(foreground, 1e-9)], [.. Padded([1f, 1, 1, 0, 0], 0)]);

        static IEnumerable<T> Padded<T>(T[] line, T none) => [.. Enumerable.Repeat(none, line.Length), .. line, .. Enumerable.Repeat(none, line.Length)];
    }

    [Fact]
    public void Flickering_counts_where_the_truth_stays()
    {
        // Three frames of two pixels. The first pixel stays background throughout, the second changes after the first frame.
        double[] foreground = [0.1, 0.9, 0.3, 0.2, 0.6, 0.4];
        var expected = ((0.2 * 0.2) + (0.3 * 0.3) + (0.2 * 0.2)) / 3; // of class 1; of class 0 the same
        Equal(expected, new TemporalConsistencyLossOptions(), [1, 3, 1, 2, 2], foreground, [0, 1, 0, 0, 0, 0]);
        Equal(((0.2 * 0.2) + (0.2 * 0.2)) / 2, new TemporalConsistencyLossOptions(), [1, 3, 1, 2, 2], foreground, [0, 1, 0, 0, -1, 0]);
        var graph = new Graph();
        var refusal = Assert.Throws<ArgumentException>(() => graph.Input("x", [4, 2, 2, 2]).TemporalConsistency(graph.Input("labels", [4, 2, 2])));
        Assert.Equal("TemporalConsistency: frames are the depth of a volume [N, T, H, W, C], at least two; logits are [4, 2, 2, 2]: train on patches of three sides, the first of them time.", refusal.Message);
    }

    [Fact]
    public void A_sum_adds_its_terms_by_their_weights()
    {
        double[] foreground = [0.1, 0.2];
        Equal((-2 * Math.Log(0.2)) + (3 * (1 - (0.4 / 1.3))), new SumLossOptions { Terms = [new(new TopKLossOptions(0.5f), 2), new(new DiceLossOptions(Smooth: 0), 3)] }, foreground, [0, 1]);
        var refusal = Assert.Throws<ArgumentException>(() => Equal(0, new SumLossOptions { Terms = [] }, foreground, [0, 1]));
        Assert.Equal("SumLossOptions: Terms is empty, but must be one loss or more.", refusal.Message);
    }

    [Fact]
    public void Labels_that_are_not_one_for_each_pixel_are_refused()
    {
        var graph = new Graph();
        var (x, labels, lone) = (graph.Input("x", [2, 4, 5, 3]), graph.Input("labels", [1, 4, 5]), graph.Input("lone", [1, 4, 5, 1]));
        var refusal = Assert.Throws<ArgumentException>(() => x.TopKLoss(labels));
        Assert.Equal("TopKLoss: labels of logits [2, 4, 5, 3] are [2, 4, 5], not [1, 4, 5].", refusal.Message);
        refusal = Assert.Throws<ArgumentException>(() => lone.TopKLoss(labels, share: 0));
        Assert.Equal("Largest: a share of 0; it is above 0 and at most 1.", refusal.Message);
    }

    private static void Equal(double expected, LossOptions loss, double[] foreground, float[] labels) => Equal(expected, loss, [1, 1, foreground.Length, 2], foreground, labels);

    private static void Equal(double expected, LossOptions loss, Shape shape, double[] foreground, float[] labels) =>
        Assert.Equal(expected, Labelled.Loss(loss.Draw, shape, Labelled.Logits(foreground), labels), 1e-5);
}
