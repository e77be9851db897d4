using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

internal static class LossCases
{
    private static readonly Shape _scores = [2, 3, 4, 3], _volume = [2, 2, 3, 2, 2];

    public static IEnumerable<GradientCase> All =>
    [
        new("softmax", [[2, 3, 4, 5]], v => v[0].Softmax()),
        new("softmax of many channels", [[1, 1, 2, 70]], v => v[0].Softmax()),
        new("log softmax", [[2, 3, 4, 5]], v => v[0].LogSoftmax()),
        new("log softmax of many channels", [[1, 1, 2, 70]], v => v[0].LogSoftmax()),
        new("softmax of a crop", [[1, 5, 6, 3]], v => v[0].CropCentre([1, 3, 4, 3]).Softmax()),

        new("attention", [[2, 2, 3, 4], [2, 2, 5, 4], [2, 2, 5, 3]], v => v[0].ScaledDotProductAttention(v[1], v[2])),
        new("causal attention with a bias", [[1, 2, 4, 3], [1, 2, 4, 3], [1, 2, 4, 3], [2, 4, 4]], v => v[0].ScaledDotProductAttention(v[1], v[2], v[3], causal: true)),

        // The graph of a case is not in training: the operation is drawn itself.
        new("dropout", [[2, 3, 4, 5]], v => v[0].Graph.Add(new Dropout(0.3f, v[0].Graph.NextStream(), WholeChannels: false), v[0])),
        new("dropout of a crop", [[2, 5, 4, 5]], v => v[0].Graph.Add(new Dropout(0.5f, v[0].Graph.NextStream(), WholeChannels: false), v[0].CropCentre([2, 3, 3, 5]))),
        new("dropout of channels", [[3, 3, 4, 5]], v => v[0].Graph.Add(new Dropout(0.5f, v[0].Graph.NextStream(), WholeChannels: true), v[0])),

        new("cross-entropy", [_scores], v => v[0].CrossEntropy(Labels(v[0]))),
        new("cross-entropy of a volume", [_volume], v => v[0].CrossEntropy(Labels(v[0]))),
        new("cross-entropy with pixel weights", [_scores], v => v[0].CrossEntropy(Labels(v[0]), Weights(v[0]))),
        new("cross-entropy, weighted mean", [_scores], v => v[0].CrossEntropy(Labels(v[0]), Weights(v[0]), ClassWeights(v[0]), new(PixelMean.OverWeights, Ignore: 1))),
        new("cross-entropy, smoothed", [_scores], v => v[0].CrossEntropy(Labels(v[0]), null, ClassWeights(v[0]), new(Smoothing: 0.1f))),
        new("cross-entropy, focal", [_scores], v => v[0].CrossEntropy(Labels(v[0]), options: new(Ignore: 2, Focus: 2))),
        new("overlap sums", [_scores], v => v[0].OverlapSums(Labels(v[0]))),
        new("overlap sums of a volume, one label ignored", [_volume], v => v[0].OverlapSums(Labels(v[0]), ignore: 1)),
        new("one-hot times scores", [_scores], v => v[0] * Labels(v[0]).OneHot(3)),
        new("Lovász extension", [[2, 12, 3]], v => v[0].Square().Lovasz(Labels(v[0].Reshape([2, 12, 1, 3])).OneHot(3).Reshape([2, 12, 3]))),
        new("Lovász extension of an image, errors of either sign", [_scores], v => v[0].Lovasz(Labels(v[0]).OneHot(3))),
        new("signed distance as a factor", [[2, 5, 4, 3]], v => v[0] * Labels(v[0]).OneHot(3).SignedDistance()),
        new("signed distance of scores, in a volume", [[2, 3, 4, 5, 2]], v => v[0] * (v[0] + 0.3f).SignedDistance()),
        new("the largest of those that count", [_scores], v => v[0] * v[0].Largest(Labels(v[0]).OneHot(3), share: 0.3f)),
        new("the largest of negative numbers", [_volume], v => v[0] * v[0].Largest(v[0].Square(), share: 0.01f)) { Domain = number => Math.Abs(number) - 2 },
    ];

    // Labels 0, 1, 2, 0 … along the last spatial axis.
    private static Value Labels(Value logits) => Along(logits, column => column % logits.Shape.Channels);

    private static Value Weights(Value logits) => Along(logits, column => 0.5f + column);

    private static Value ClassWeights(Value logits) =>
        logits.Graph.Constant(0.5f, [1]).Concat([.. Enumerable.Range(1, logits.Shape.Channels - 1).Select(c => logits.Graph.Constant(c, [1]))]);

    private static Value Along(Value logits, Func<int, float> number)
    {
        var column = Shape.Of([.. logits.Shape.ToArray().SkipLast(2), 1]);
        var columns = Enumerable.Range(0, logits.Shape[^2]).Select(at => logits.Graph.Constant(number(at), column)).ToArray();
        return columns[0].Concat(columns.AsSpan(1));
    }
}
