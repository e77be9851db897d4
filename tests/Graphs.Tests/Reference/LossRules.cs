using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Softmax, dropout, labels and losses on class scores, pixel by pixel.</summary>
internal static class LossRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Softmax>((softmax, value, inputs) =>
            [.. inputs[0].Chunk(value.Shape.Channels).SelectMany(Probabilities).Select(p => softmax.Logarithm ? Math.Log(p) : p)]),
        RuleBook.For<SoftmaxGradient>((softmax, value, inputs) => PerPixel(value, inputs, (g, y) =>
        {
            var sum = softmax.Logarithm ? g.Sum() : g.Zip(y, (own, p) => own * p).Sum();
            return [.. g.Zip(y, (own, p) => softmax.Logarithm ? own - (Math.Exp(p) * sum) : p * (own - sum))];
        })),
        RuleBook.For<Dropout>((dropout, value, inputs) => [.. inputs[0].Select((x, at) => Dropped(dropout, value.Shape, at) ? 0 : x / (1 - dropout.Probability))]),
        RuleBook.For<CausalMask>((mask, _, _) => [.. Indices.Of([mask.Queries, mask.Keys]).Select(at => at[1] <= at[0] ? 0 : double.NegativeInfinity)]),
        RuleBook.For<OneHot>((hot, _, inputs) => [.. inputs[0].SelectMany(label => Enumerable.Range(0, hot.Classes).Select(c => label == c ? 1.0 : 0))]),
        RuleBook.For<Lovasz>((_, value, inputs) =>
        {
            var losses = new double[value.Shape.Elements];
            WalkLovasz(value.Inputs[0].Shape, inputs[0], inputs[1], (own, at, step) => losses[own] += inputs[0][at] * step);
            return losses;
        }),
        RuleBook.For<LovaszGradient>((_, value, inputs) =>
        {
            var result = new double[value.Shape.Elements];
            WalkLovasz(value.Shape, inputs[1], inputs[2], (own, at, step) => result[at] = inputs[0][own] * step);
            return result;
        }),
        RuleBook.For<SignedDistance>((_, value, inputs) =>
        {
            // All pairs of pixels of a sample's channel.
            int[][] places = [.. Indices.Of(value.Shape).Select(index => index.ToArray())];
            var numbers = inputs[0];
            double To(int at, bool inside) => Enumerable.Range(0, places.Length)
                .Where(other => places[other][0] == places[at][0] && places[other][^1] == places[at][^1] && (inside ? numbers[other] > 0.5 : numbers[other] < 0.5))
                .Select(other => Math.Sqrt(places[at].Zip(places[other], (a, b) => Math.Pow(a - b, 2)).Sum())).DefaultIfEmpty(0).Min();
            return [.. numbers.Select((number, at) => number < 0.5 ? To(at, inside: true) : number > 0.5 ? -To(at, inside: false) : 0)];
        }),
        RuleBook.For<Largest>((largest, value, inputs) =>
        {
            int[] counted = [.. Enumerable.Range(0, inputs[0].Length).Where(at => inputs[1][at] != 0)];
            var marked = counted.OrderByDescending(at => inputs[0][at]).Take(Math.Max(1, (int)(largest.Share * counted.Length))).ToHashSet();
            return [.. Enumerable.Range(0, inputs[0].Length).Select(at => marked.Contains(at) ? 1.0 : 0)];
        }),
        RuleBook.For<CrossEntropy>((loss, value, inputs) =>
        {
            var pixels = Pixels(loss, value.Inputs[0].Shape.Channels, inputs);
            var divisor = pixels.Sum(pixel => pixel.Divisor);
            return [divisor == 0 ? 0 : pixels.Sum(pixel => pixel.Loss) / divisor];
        }),
        RuleBook.For<CrossEntropyGradient>((gradient, value, inputs) =>
        {
            var pixels = Pixels(gradient.Loss, value.Shape.Channels, inputs[1..]);
            var divisor = pixels.Sum(pixel => pixel.Divisor);
            return [.. pixels.SelectMany(pixel => pixel.Slopes.Select(slope => divisor == 0 ? 0 : inputs[0][0] * slope / divisor))];
        }),
        RuleBook.For<OverlapSums>((overlap, value, inputs) =>
        {
            var sums = new double[value.Shape.Elements];
            WalkOverlap(overlap.Ignore, value.Inputs[0].Shape, inputs[0], inputs[1], (own, c, at, p, y) =>
            {
                sums[own[0] + c] += p[c] * y;
                sums[own[1] + c] += p[c];
                sums[own[2] + c] += y;
            });
            return sums;
        }),
        RuleBook.For<OverlapSumsGradient>((overlap, value, inputs) =>
        {
            // ∂p_c/∂z_j = p_c·(δ_cj − p_j), the whole Jacobian.
            var result = new double[value.Shape.Elements];
            WalkOverlap(overlap.Ignore, value.Shape, inputs[1], inputs[2], (own, c, at, p, y) =>
            {
                for (var j = 0; j < p.Length; j++)
                {
                    result[at - c + j] += ((inputs[0][own[0] + c] * y) + inputs[0][own[1] + c]) * p[c] * ((c == j ? 1 : 0) - p[j]);
                }
            });
            return result;
        }),
    ];

    // Jaccard losses by counting: if the first i pixels, in the order of their errors, were mistakes.
    private static void WalkLovasz(Shape errors, double[] e, double[] y, Action<int, int, double> visit)
    {
        var (classes, size) = (errors.Channels, (int)(errors.Elements / errors[0]));
        for (var own = 0; own < errors[0] * classes; own++)
        {
            var order = Enumerable.Range(0, size / classes).Select(pixel => (own / classes * size) + (pixel * classes) + (own % classes)).OrderByDescending(at => e[at]).ToArray();
            for (var i = 0; i < order.Length; i++) visit(own, order[i], Jaccard(i + 1) - Jaccard(i));

            // 1 − |right and true| / |true or mistaken|; nothing mistaken costs nothing.
            double Jaccard(int mistakes) => mistakes == 0 ? 0
                : 1 - (order.Skip(mistakes).Sum(at => y[at]) / (order.Skip(mistakes).Sum(at => y[at]) + mistakes));
        }
    }

    private static double[] Probabilities(double[] z)
    {
        var most = z.Max();
        var powers = Array.ConvertAll(z, score => Math.Exp(score - most));
        var sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    private static double[] PerPixel(Value value, double[][] inputs, Func<double[], double[], double[]> rule)
    {
        var channels = value.Shape.Channels;
        return [.. inputs[0].Chunk(channels).Zip(inputs[1].Chunk(channels)).SelectMany(pixel => rule(pixel.First, pixel.Second))];
    }

    // The mask is a function of the place alone; a plan that nobody told otherwise has seed 0 and step 0.
    private static bool Dropped(Dropout dropout, Shape shape, int at)
    {
        var sampleSize = (int)(shape.Elements / shape[0]);
        var (place, word) = dropout.WholeChannels ? ((at / sampleSize * shape.Channels) + (at % shape.Channels), 0) : (at / 4, at % 4);
        var (a, b, c, d) = Philox.Words(seed: 0, Philox.Counter(dropout.Stream, step: 0, (ulong)place));
        uint[] words = [a, b, c, d];
        return words[word] < dropout.Probability * Math.Pow(2, 32);
    }

    private static List<(double Loss, double Divisor, double[] Slopes)> Pixels(CrossEntropy loss, int classes, double[][] inputs)
    {
        var (options, found) = (loss.Options, new List<(double, double, double[])>());
        double Class(int c) => loss.ClassWeights ? inputs[^1][c] : 1;
        for (var pixel = 0; pixel < inputs[1].Length; pixel++)
        {
            var (label, p) = (inputs[1][pixel], Probabilities(inputs[0][(pixel * classes)..((pixel + 1) * classes)]));
            if (label == options.Ignore)
            {
                found.Add((0, 0, new double[classes]));
                continue;
            }

            var (t, weight) = ((int)label, loss.PixelWeights ? inputs[2][pixel] : 1);
            double onLabel = (1 - options.Smoothing) * Class(t), spread = options.Smoothing / (double)classes;
            var focus = Math.Pow(1 - p[t], options.Focus);
            var sum = (-onLabel * focus * Math.Log(p[t])) - (spread * Enumerable.Range(0, classes).Sum(c => Class(c) * Math.Log(p[c])));

            // ∂/∂p_t of −(1 − p)^γ·log p, then ∂p_t/∂z_j; the smoothed part is a sum of plain cross-entropies.
            var byP = (options.Focus * Math.Pow(1 - p[t], options.Focus - 1) * Math.Log(p[t])) - (focus / p[t]);
            var slopes = Enumerable.Range(0, classes).Select(j =>
                (onLabel * byP * p[t] * ((j == t ? 1 : 0) - p[j])) + (spread * Enumerable.Range(0, classes).Sum(c => Class(c) * (p[j] - (j == c ? 1 : 0)))));
            found.Add((weight * sum, options.Mean == PixelMean.OverPixels ? 1 : weight * Class(t), [.. slopes.Select(slope => weight * slope)]));
        }

        return found;
    }

    private static void WalkOverlap(float? ignore, Shape logits, double[] z, double[] labels, Action<int[], int, int, double[], double> visit)
    {
        var classes = logits.Channels;
        for (var pixel = 0; pixel < labels.Length; pixel++)
        {
            if (labels[pixel] == ignore)
            {
                continue;
            }

            var p = Probabilities(z[(pixel * classes)..((pixel + 1) * classes)]);
            var own = pixel / (labels.Length / logits[0]) * 3 * classes;
            for (var c = 0; c < classes; c++)
            {
                visit([own, own + classes, own + (2 * classes)], c, (pixel * classes) + c, p, labels[pixel] == c ? 1 : 0);
            }
        }
    }
}
