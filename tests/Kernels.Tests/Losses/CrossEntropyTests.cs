namespace UNetSharp.Kernels.Tests;

public class CrossEntropyTests
{
    private const float Ignored = 255;

    public static TheoryData<int, float, float, PixelMean, bool> Cases
    {
        get
        {
            var cases = new TheoryData<int, float, float, PixelMean, bool>();
            foreach (var classes in new[] { 2, 3, 19 })
            {
                cases.Add(classes, 0, 0, PixelMean.OverPixels, false);
                cases.Add(classes, 0.1f, 0, PixelMean.OverPixels, true);
                cases.Add(classes, 0.1f, 0, PixelMean.OverWeights, true);
                cases.Add(classes, 0, 2, PixelMean.OverPixels, true);
                cases.Add(classes, 0, 0.5f, PixelMean.OverWeights, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_loss_and_its_gradient_are_those_of_double_precision(int classes, float smoothing, float focus, PixelMean mean, bool weighted)
    {
        var inputs = Inputs(classes, weighted, side: 9);
        var options = new CrossEntropyOptions(mean, Ignored, smoothing, focus);
        Window loss = Samples.Empty((1, 1, 1, 1, 1)), gradient = Samples.Empty((1, 1, 1, 1, 1)), result = Samples.Empty((2, 1, 9, 9, classes));
        gradient.Span[0] = 3;
        var logits = inputs.Logits.Span.ToArray().Select(number => (double)number).ToArray();
        var expected = Plain(inputs, options, logits);
        var slopes = logits.Select((_, at) => 3 * (Plain(inputs, options, Moved(logits, at, 1e-5)) - Plain(inputs, options, Moved(logits, at, -1e-5))) / 2e-5).ToArray();
        foreach (var width in Samples.Widths)
        {
            Samples.Run(CrossEntropy.Bind(inputs, loss, options, width));
            Samples.Run(CrossEntropy.BindGradient(gradient, inputs, result, options, width));
            Samples.AssertClose([expected], loss.Span.ToArray(), 1e-6, 1e-6);
            Samples.AssertClose(slopes, result.Span.ToArray(), 1e-7, 1e-5);
        }
    }

    [Fact]
    public void Scores_of_any_size_are_safe()
    {
        Window logits = Samples.Empty((1, 1, 1, 2, 2)), labels = Samples.Empty((1, 1, 1, 1, 2)), loss = Samples.Empty((1, 1, 1, 1, 1)), result = Samples.Empty((1, 1, 1, 2, 2));
        float[] scores = [1e8f, -1e8f, 1e4f, 0], own = [0, 1];
        scores.CopyTo(logits.Span);
        own.CopyTo(labels.Span);
        var inputs = new CrossEntropyInputs(logits, labels);
        foreach (var focus in new[] { 0f, 0.5f, 2 })
        {
            foreach (var width in Samples.Widths)
            {
                var options = new CrossEntropyOptions(Focus: focus);
                Samples.Run(CrossEntropy.Bind(inputs, loss, options, width));
                Assert.Equal(5000, loss.Span[0]);
                Samples.Run(CrossEntropy.BindGradient(loss, inputs, result, options, width));
                Assert.All(result.Span.ToArray(), number => Assert.True(float.IsFinite(number)));
            }
        }
    }

    [Fact]
    public void Where_nothing_counts_the_loss_and_its_gradient_are_zero()
    {
        Window logits = Samples.Uniform(1, (1, 1, 4, 5, 3)), labels = Samples.Empty((1, 1, 4, 5, 1)), loss = Samples.Empty((1, 1, 1, 1, 1)), result = Samples.Empty((1, 1, 4, 5, 3));
        labels.Span.Fill(Ignored);
        Samples.Run(CrossEntropy.Bind(new(logits, labels), loss, new(Ignore: Ignored)));
        Assert.Equal(0, loss.Span[0]);
        loss.Span[0] = 1;
        Samples.Run(CrossEntropy.BindGradient(loss, new(logits, labels), result, new(Ignore: Ignored)));
        Assert.All(result.Span.ToArray(), number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_label_that_is_no_class_is_refused()
    {
        Window logits = Samples.Uniform(1, (1, 1, 4, 5, 3)), labels = Samples.Empty((1, 1, 4, 5, 1)), loss = Samples.Empty((1, 1, 1, 1, 1));
        labels.Span.Clear();
        labels.Span[7] = 3;
        var refusal = Assert.Throws<ArgumentException>(() => Samples.Run(CrossEntropy.Bind(new(logits, labels), loss, new(Ignore: Ignored))));
        Assert.Equal("CrossEntropy: pixel 7 has the label 3; labels are whole numbers from 0 to 2, or 255 to be ignored.", refusal.Message);
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        var inputs = Inputs(3, weighted: true, side: 110);
        var options = new CrossEntropyOptions(PixelMean.OverWeights, Ignored);
        Window loss = Samples.Empty((1, 1, 1, 1, 1)), result = Samples.Empty((2, 1, 110, 110, 3));
        Samples.AssertThreadsDoNotMatter(CrossEntropy.Bind(inputs, loss, options), loss);
        Samples.AssertThreadsDoNotMatter(CrossEntropy.BindGradient(loss, inputs, result, options), result);
        Samples.AssertRunAllocatesNothing(CrossEntropy.Bind(inputs, loss, options));
        Samples.AssertRunAllocatesNothing(CrossEntropy.BindGradient(loss, inputs, result, options));
    }

    private static CrossEntropyInputs Inputs(int classes, bool weighted, int side)
    {
        var random = new Random(classes);
        Window logits = Samples.Uniform(1, (2, 1, side, side, classes), -5, 5), labels = Samples.Empty((1, 2, 1, side, side));
        foreach (ref var label in labels.Span)
        {
            label = random.Next(6) == 0 ? Ignored : random.Next(classes);
        }

        return new(logits, labels, weighted ? Samples.Uniform(3, (2, 1, side, side, 1), 0, 2) : null, weighted ? Samples.Uniform(4, (1, 1, 1, 1, classes), 0.5, 2) : null);
    }

    private static double[] Moved(double[] numbers, int at, double step)
    {
        double[] moved = [.. numbers];
        moved[at] += step;
        return moved;
    }

    private static double Plain(CrossEntropyInputs inputs, CrossEntropyOptions options, double[] logits)
    {
        var (classes, sum, divisor) = (inputs.Logits.C, 0.0, 0.0);
        for (var pixel = 0; pixel < inputs.Labels.Size; pixel++)
        {
            var (label, z) = (inputs.Labels.Span[pixel], logits.AsSpan(pixel * classes, classes).ToArray());
            if (label == options.Ignore)
            {
                continue;
            }

            var logP = z.Select(score => score - Math.Log(z.Sum(Math.Exp))).ToArray();
            double Class(int c) => inputs.ClassWeights is { } weights ? weights.Span[c] : 1;
            var (weight, own) = (inputs.PixelWeights is { } pixels ? pixels.Span[pixel] : 1.0, (int)label);
            var plain = -(1.0 - options.Smoothing) * Class(own) * Math.Pow(1 - Math.Exp(logP[own]), options.Focus) * logP[own];
            sum += weight * (plain - (options.Smoothing / (double)classes * Enumerable.Range(0, classes).Sum(c => Class(c) * logP[c])));
            divisor += options.Mean == PixelMean.OverPixels ? 1 : weight * Class(own);
        }

        return sum / divisor;
    }
}
