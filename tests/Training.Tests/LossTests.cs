using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests;

namespace UNetSharp.Training.Tests;

public class LossTests
{
    [Theory]
    [InlineData("loss_dice_batch_nobg", false, true)]
    [InlineData("loss_dice_batch_withbg", true, true)]
    [InlineData("loss_dice_per_sample_withbg", true, false)]
    public void Dice_is_the_reference_s_and_one_more(string name, bool withBackground, bool overBatch)
    {
        // The golden is the negative Dice; ours is 1 − Dice.
        var check = new GoldenCheck(Golden.Open(name));
        check.Compare(check.Followed("x").DiceLoss(check.Labels("t"), new(WithBackground: withBackground, OverBatch: overBatch)) - 1);
    }

    [Fact]
    public void Dice_of_questions_is_the_reference_s()
    {
        var check = new GoldenCheck(Golden.Open("loss_dice_sigmoid_per_sample"));
        check.Compare(check.Followed("x").BinaryDiceLoss(check.Given("t"), new(Smooth: 1, OverBatch: false)));
    }

    [Fact]
    public void Cross_entropy_and_Dice_are_those_of_nnU_Net()
    {
        var check = new GoldenCheck(Golden.Open("loss_ce_plus_dice_batch"));
        check.Compare(check.Followed("x").DiceAndCrossEntropy(check.Labels("t")) - 1);
    }

    [Theory]
    [InlineData("loss_tversky", 1)]
    [InlineData("loss_focal_tversky", 0.75f)]
    public void Tversky_is_the_reference_s(string name, float power)
    {
        var check = new GoldenCheck(Golden.Open(name));
        check.Compare(check.Followed("x").TverskyLoss(check.Labels("t"), power: power));
    }

    [Fact]
    public void Binary_cross_entropy_is_that_of_PyTorch()
    {
        var check = new GoldenCheck(Golden.Open("loss_bce_logits"));
        check.Compare(check.Followed("x").BinaryCrossEntropy(check.Given("t")));
    }

    [Fact]
    public void Weighted_binary_cross_entropy_is_that_of_PyTorch()
    {
        var check = new GoldenCheck(Golden.Open("loss_bce_logits_pixel_weights_pos_weight"));
        check.Compare(check.Followed("x").BinaryCrossEntropy(check.Given("t"), check.Given("w"), positiveWeight: 2.5f));
    }

    [Fact]
    public void The_focal_loss_of_classes_is_the_reference_s()
    {
        var check = new GoldenCheck(Golden.Open("loss_focal_softmax"));
        check.Compare(check.Followed("x").FocalLoss(check.Labels("t"), check.Given("alpha")));
    }

    [Fact]
    public void The_focal_loss_of_questions_is_the_reference_s()
    {
        var check = new GoldenCheck(Golden.Open("loss_focal_sigmoid"));
        check.Compare(check.Followed("x").BinaryFocalLoss(check.Given("t")));
    }

    [Fact]
    public void Ignored_pixels_have_no_say_in_any_loss()
    {
        var (graph, random) = (new Graph(training: true), new Random(1));
        Value x = graph.Input("x", [2, 5, 6, 3]), labels = graph.Input("labels", [2, 5, 6]), question = x.Slice(-1, 0, 1), targets = labels.Reshape([2, 5, 6, 1]).Minimum(graph.Constant(2, [1]));
        OverlapLossOptions options = new(Ignore: 2);
        Value[] losses =
        [
            x.DiceLoss(labels, options), x.TverskyLoss(labels, power: 0.75f, options: options), x.FocalLoss(labels, ignore: 2), x.DiceAndCrossEntropy(labels, options: options),
            question.BinaryDiceLoss(targets, options), question.BinaryCrossEntropy(targets, ignore: 2), question.BinaryFocalLoss(targets, ignore: 2),
        ];
        var plan = Plan.Compile(graph, Weights.For(graph), losses);
        float[] Losses(float ignoredScore)
        {
            for (var pixel = 0; pixel < 60; pixel++)
            {
                plan[labels].Span[pixel] = pixel % 3;
                for (var c = 0; c < 3; c++)
                {
                    plan[x].Span[(pixel * 3) + c] = pixel % 3 == 2 ? ignoredScore * c : MathF.Sin((pixel * 3) + c);
                }
            }

            plan.Run(TestContext.Current.CancellationToken);
            return [.. losses.Select(loss => plan[loss].Span[0])];
        }

        Assert.Equal(Losses(1), Losses(-7));
        Assert.All(Losses(1), loss => Assert.True(float.IsFinite(loss) && loss > 0));
    }

    [Fact]
    public void A_perfect_segmentation_costs_next_to_nothing()
    {
        var graph = new Graph();
        Value x = graph.Input("x", [1, 4, 4, 2]), labels = graph.Input("labels", [1, 4, 4]);
        Value[] losses = [x.DiceLoss(labels), x.TverskyLoss(labels), x.FocalLoss(labels), x.CrossEntropy(labels)];
        var plan = Plan.Compile(graph, Weights.For(graph), losses);
        for (var pixel = 0; pixel < 16; pixel++)
        {
            plan[labels].Span[pixel] = pixel % 2;
            (plan[x].Span[2 * pixel], plan[x].Span[(2 * pixel) + 1]) = pixel % 2 == 0 ? (20, -20) : (-20, 20);
        }

        plan.Run(TestContext.Current.CancellationToken);
        Assert.All(losses, loss => Assert.InRange(plan[loss].Span[0], 0, 1e-6));
    }

    [Fact]
    public void Labels_that_are_not_one_for_each_pixel_are_refused()
    {
        var graph = new Graph();
        var x = graph.Input("x", [1, 4, 5, 3]);
        var refusal = Assert.Throws<ArgumentException>(() => x.DiceLoss(graph.Input("labels", [1, 4, 6])));
        Assert.Equal("OverlapSums: labels of logits [1, 4, 5, 3] are [1, 4, 5], not [1, 4, 6].", refusal.Message);
        var lone = graph.Input("lone", [1, 4, 5, 1]);
        refusal = Assert.Throws<ArgumentException>(() => lone.DiceLoss(graph.Input("own", [1, 4, 5]), new(WithBackground: false)));
        Assert.Equal("Overlap loss: logits [1, 4, 5, 1] have no class beside the background.", refusal.Message);
    }
}
