using UNetSharp.Goldens;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

public class LossTests
{
    [Fact]
    public void Softmax_means_what_PyTorch_means()
    {
        var check = new GoldenCheck(Golden.Open("softmax_channel"));
        check.Compare(check.Followed("x").Softmax());
    }

    [Fact]
    public void Log_softmax_means_what_PyTorch_means()
    {
        var check = new GoldenCheck(Golden.Open("log_softmax_channel"));
        check.Compare(check.Followed("x").LogSoftmax());
    }

    [Theory]
    [InlineData("loss_ce_plain", PixelMean.OverPixels, null, 0)]
    [InlineData("loss_ce_3d_large_logits", PixelMean.OverPixels, null, 0)]
    [InlineData("loss_ce_pixel_weights_mean", PixelMean.OverPixels, null, 0)]
    [InlineData("loss_ce_pixel_weights_normalised", PixelMean.OverWeights, null, 0)]
    [InlineData("loss_ce_class_weights", PixelMean.OverWeights, null, 0)]
    [InlineData("loss_ce_ignore_index", PixelMean.OverPixels, 255f, 0)]
    [InlineData("loss_ce_ignore_index_class_weights", PixelMean.OverWeights, 255f, 0)]
    [InlineData("loss_ce_label_smoothing", PixelMean.OverPixels, null, 0.1f)]
    public void Cross_entropy_means_what_PyTorch_means(string name, PixelMean mean, float? ignore, float smoothing)
    {
        var golden = Golden.Open(name);
        var check = new GoldenCheck(golden);
        Value? pixelWeights = golden.Has("w") ? check.Labels("w") : null, classWeights = golden.Has("class_weights") ? check.Given("class_weights") : null;
        check.Compare(check.Followed("x").CrossEntropy(check.Labels("t"), pixelWeights, classWeights, new(mean, ignore, smoothing)));
    }

    [Fact]
    public void Dropout_is_absent_at_inference()
    {
        Value inference = new Graph().Input("x", [1, 4, 4, 3]), training = new Graph(training: true).Input("x", [1, 4, 4, 3]);
        Assert.Same(inference, inference.Dropout(0.5f));
        Assert.Same(inference, inference.DropoutOfChannels(0.5f));
        Assert.Same(training, training.Dropout(0));
        Assert.IsType<Dropout>(training.Dropout(0.5f).Operation);
    }

    [Fact]
    public void Two_dropouts_of_a_network_draw_different_masks_and_steps_change_them()
    {
        var graph = new Graph(training: true);
        var x = graph.Input("x", [1, 8, 8, 4]);
        Value a = x.Dropout(0.5f), b = x.Dropout(0.5f);
        var plan = Plan.Compile(graph, Weights.For(graph), [a, b]);
        plan[x].Span.Fill(1);
        plan.Run(TestContext.Current.CancellationToken);
        var first = plan[a].Span.ToArray();
        Assert.NotEqual(first, plan[b].Span.ToArray());
        plan.Counter.Step++;
        plan.Run(TestContext.Current.CancellationToken);
        Assert.NotEqual(first, plan[a].Span.ToArray());
        plan.Counter.Step--;
        plan.Run(TestContext.Current.CancellationToken);
        Assert.Equal(first, plan[a].Span.ToArray());
    }

    [Fact]
    public void Labels_and_weights_of_other_shapes_are_refused()
    {
        var graph = new Graph();
        Value x = graph.Input("x", [1, 4, 5, 3]), labels = graph.Input("labels", [1, 4, 5]), other = graph.Input("other", [1, 5, 4]), two = graph.Input("two", [2]);
        Refused("CrossEntropy: labels of logits [1, 4, 5, 3] are [1, 4, 5], not [1, 5, 4].", () => x.CrossEntropy(other));
        Refused("CrossEntropy: pixel weights of logits [1, 4, 5, 3] are [1, 4, 5], not [1, 5, 4].", () => x.CrossEntropy(labels, other));
        Refused("CrossEntropy: class weights of logits [1, 4, 5, 3] are [3], not [2].", () => x.CrossEntropy(labels, null, two));
        Refused("OverlapSums: labels of logits [1, 4, 5, 3] are [1, 4, 5], not [1, 5, 4].", () => x.OverlapSums(other));
        Refused("OneHot: 0 classes; there is at least one.", () => labels.OneHot(0));
        Assert.Equal([], x.CrossEntropy(labels).Shape);
        Assert.Equal([1, 4, 5, 7], labels.OneHot(7).Shape);
    }

    private static void Refused(string message, Func<Value> draw) => Assert.Equal(message, Assert.Throws<ArgumentException>(draw).Message);
}
