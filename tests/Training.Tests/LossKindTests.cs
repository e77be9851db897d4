using UNetSharp.Graphs;
using UNetSharp.Graphs.Tests;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Training.Tests;

/// <summary>What holds for every kind of loss that a recipe can name.</summary>
public class LossKindTests
{
    private static readonly Shape _image = [2, 3, 4, 2], _three = [2, 3, 4, 3], _volume = [1, 3, 4, 3, 2];

    public static TheoryData<LossOptions> All =>
    [
        new CrossEntropyLossOptions(), new DiceLossOptions(), new DiceAndCrossEntropyOptions(), new FocalLossOptions(), new TverskyLossOptions(),
        new FocalTverskyLossOptions(), new GeneralisedDiceLossOptions(), new TopKLossOptions(0.3f), new SumLossOptions(),
        new LovaszSoftmaxLossOptions(), new LovaszSoftmaxLossOptions(WithBackground: false, PerImage: true), new LovaszHingeLossOptions(), new LovaszHingeLossOptions(PerImage: false),
        new BoundaryLossOptions(), new BoundaryLossOptions(WithBackground: true), new HausdorffLossOptions(), new HausdorffLossOptions(Power: 1.5f),
        new ClDiceLossOptions(Iterations: 1), new ClDiceLossOptions(Share: 1), new TemporalConsistencyLossOptions(),
    ];

    [Fact]
    public void Every_kind_is_in_these_tests() => Assert.Equal(typeof(LossOptions).Assembly.GetTypes().Count(kind => kind.BaseType == typeof(LossOptions)), All.Select(row => row.Data.GetType()).Distinct().Count());

    [Theory]
    [MemberData(nameof(All))]
    public void The_gradient_agrees_with_finite_differences_and_the_plan_with_the_interpreter(LossOptions loss)
    {
        foreach (var shape in Shapes(loss))
        {
            var drawing = new Drawing(new(loss.ToString(), [shape], v => loss.Draw(v[0], Labels(v[0]), Labelled.Labels(v[0], pixel => 0.5f + (pixel % 3)))));
            var analytic = drawing.Evaluate(drawing.Gradients[drawing.Inputs[0]]);
            for (var element = 0; element < analytic.Length; element++)
            {
                const double step = 1e-6;
                var difference = (drawing.LossWith(drawing.Inputs[0], element, +step) - drawing.LossWith(drawing.Inputs[0], element, -step)) / (2 * step);
                Assert.True(Math.Abs(difference - analytic[element]) <= 1e-6 * (1 + Math.Abs(difference)), $"{loss} of {shape}: element {element}: rule {analytic[element]}, difference {difference}");
            }

            Value[] asked = [drawing.Result, drawing.Gradients[drawing.Inputs[0]]];
            var plan = drawing.Plan(asked, new());
            plan.Run(TestContext.Current.CancellationToken);
            foreach (var value in asked) Numbers.Close(drawing.Evaluate(value), plan[value].Span, $"{loss} of {shape}, {value}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Ignored_pixels_have_no_say(LossOptions loss)
    {
        foreach (var shape in Shapes(loss))
        {
            var labels = Enumerable.Range(0, (int)shape.Elements / shape.Channels).Select(pixel => Label(pixel, shape)).ToArray();
            Assert.Contains(LossOptions.IgnoredLabel, labels);
            var (calm, wild) = (Scores(0), Scores(5));
            Assert.NotEqual(calm, wild);
            var result = Labelled.Loss(loss.Draw, shape, calm, labels);
            Assert.True(float.IsFinite(result) && result != 0, $"{loss}: {result}");
            Assert.Equal(result, Labelled.Loss(loss.Draw, shape, wild, labels));

            float[] Scores(float ignored) => [.. Enumerable.Range(0, (int)shape.Elements).Select(at => labels[at / shape.Channels] == LossOptions.IgnoredLabel ? ignored * (at % 3) : MathF.Sin(at))];
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_to_learn_from_is_no_error(LossOptions loss)
    {
        foreach (var shape in Shapes(loss))
        {
            var (scores, labels) = (new float[shape.Elements], new float[shape.Elements / shape.Channels]);
            foreach (var label in (float[])[LossOptions.IgnoredLabel, 0, 1])
            {
                Array.Fill(labels, label);
                Assert.True(float.IsFinite(Labelled.Loss(loss.Draw, shape, scores, labels)), $"{loss} where all labels are {label}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Thirty_steps_on_synthetic_cells_lower_it(LossOptions loss)
    {
        // Two pictures of 32 x 32 as a batch, or as the frames of a volume.
        var frames = loss is TemporalConsistencyLossOptions;
        Network network = frames ? new UNet3D { Channels = 1, Classes = 2, Depth = 1, Width = 2, Padding = Padding.Same } : new UNet(Classes: 2, Width: 4, Depth: 2, Padding: Padding.Same, Normalisation: Normalisation.Batch);
        var training = TrainingPlan.Create(network, Model.Create(network, 1).Weights, frames ? [1, 2, 32, 32, 1] : [2, 32, 32, 1], loss: (x, labels, weights) => loss.Draw(x, labels, x.Graph.Constant(1, weights.Shape)), optimiser: new AdamOptions());
        var cells = new SyntheticCells { Height = 32, Width = 32, Radius = 6 };
        for (var number = 0; number < 2; number++)
        {
            var (image, objects) = cells.Draw(seed: 1, number);
            image.ToFloats().Select(sample => sample / 255).ToArray().CopyTo(training.Image.Span[(1024 * number)..]);
            objects.ToLabels().Select(cell => MathF.Min(cell, 1)).ToArray().CopyTo(training.Labels.Span[(1024 * number)..]);
        }

        var losses = Enumerable.Range(0, 30).Select(_ => training.Step(learningRate: 3e-3, TestContext.Current.CancellationToken)).ToArray();
        Assert.True(losses[^1] < losses[0] - (0.1f * Math.Abs(losses[0])), $"{loss}: from {losses[0]} to {losses[^1]}");
    }

    // Losses that take images or volumes, two classes or more, are tried on all.
    private static Shape[] Shapes(LossOptions loss) => loss switch
    {
        LovaszHingeLossOptions => [_image, _volume],
        TemporalConsistencyLossOptions => [_volume, [2, 2, 3, 4, 3]],
        _ => [_image, _three, _volume],
    };

    private static Value Labels(Value logits) => Labelled.Labels(logits, pixel => Label(pixel, logits.Shape));

    // Blobs of each class, and some pixels that are ignored.
    private static float Label(int pixel, Shape logits) => pixel % 7 == 6 ? LossOptions.IgnoredLabel : pixel / 2 % logits.Channels;
}
