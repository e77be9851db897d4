namespace UNetSharp.Kernels.Tests;

public class OverlapSumsTests
{
    [Theory]
    [InlineData(2, 9)]
    [InlineData(3, 17)]
    [InlineData(20, 8)]
    public void The_sums_and_their_gradient_are_those_of_double_precision(int classes, int side)
    {
        Window logits = Samples.Uniform(1, (2, 1, side, side, classes)), labels = Labels(2 * side * side, classes), sums = Samples.Empty((1, 1, 2, 3, classes));
        Window gradient = Samples.Uniform(5, (1, 1, 2, 3, classes)), result = Samples.Empty((2, 1, side, side, classes));
        var numbers = logits.Span.ToArray().Select(number => (double)number).ToArray();
        var expected = Plain(numbers, labels.Span.ToArray(), classes);
        foreach (var width in Samples.Widths)
        {
            Samples.Run(OverlapSums.Bind(logits, labels, sums, ignore: 255, width));
            Samples.AssertClose(expected, sums.Span.ToArray(), 1e-5, 1e-6);
            Samples.Run(OverlapSums.BindGradient(gradient, logits, labels, result, (255, width)));
            Samples.AssertClose(PlainGradient(numbers, labels.Span.ToArray(), gradient.Span.ToArray(), classes), result.Span.ToArray(), 1e-6, 1e-5);
        }
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        Window logits = Samples.Uniform(1, (2, 1, 100, 120, 3)), labels = Labels(2 * 100 * 120, 3), sums = Samples.Empty((1, 1, 2, 3, 3)), result = Samples.Empty((2, 1, 100, 120, 3));
        Samples.AssertThreadsDoNotMatter(OverlapSums.Bind(logits, labels, sums, ignore: null), sums);
        Samples.AssertThreadsDoNotMatter(OverlapSums.BindGradient(sums, logits, labels, result, ignore: null), result);
        Samples.AssertRunAllocatesNothing(OverlapSums.Bind(logits, labels, sums, ignore: null));
        Samples.AssertRunAllocatesNothing(OverlapSums.BindGradient(sums, logits, labels, result, ignore: null));
    }

    private static Window Labels(int pixels, int classes)
    {
        var (labels, random) = (Samples.Empty((1, 1, 1, 1, pixels)), new Random(2));
        foreach (ref var label in labels.Span)
        {
            label = random.Next(6) == 0 ? 255 : random.Next(classes);
        }

        return labels;
    }

    private static double[] Plain(double[] logits, float[] labels, int classes)
    {
        var sums = new double[2 * 3 * classes];
        for (var at = 0; at < logits.Length; at++)
        {
            var (pixel, c) = Math.DivRem(at, classes);
            var (sample, y) = (pixel / (labels.Length / 2), labels[pixel] == c ? 1 : 0);
            var p = labels[pixel] == 255 ? 0 : Probability(logits, pixel, c, classes);
            sums[(sample * 3 * classes) + c] += p * y;
            sums[(((sample * 3) + 1) * classes) + c] += p;
            sums[(((sample * 3) + 2) * classes) + c] += y;
        }

        return sums;
    }

    // Σ over c of (g₀·y_c + g₁)·∂p_c/∂z_j, with the whole Jacobian of softmax.
    private static double[] PlainGradient(double[] logits, float[] labels, float[] gradient, int classes)
    {
        var slopes = new double[logits.Length];
        for (var at = 0; at < logits.Length; at++)
        {
            var (pixel, j) = Math.DivRem(at, classes);
            var own = pixel / (labels.Length / 2) * 3 * classes;
            for (var c = 0; c < classes && labels[pixel] != 255; c++)
            {
                double p = Probability(logits, pixel, c, classes), jacobian = p * ((c == j ? 1 : 0) - Probability(logits, pixel, j, classes));
                slopes[at] += ((labels[pixel] == c ? gradient[own + c] : 0) + gradient[own + classes + c]) * jacobian;
            }
        }

        return slopes;
    }

    private static double Probability(double[] logits, int pixel, int c, int classes)
    {
        var sum = 0.0;
        for (var other = 0; other < classes; other++)
        {
            sum += Math.Exp(logits[(pixel * classes) + other] - logits[(pixel * classes) + c]);
        }

        return 1 / sum;
    }
}
