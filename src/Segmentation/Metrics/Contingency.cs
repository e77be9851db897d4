namespace UNetSharp.Segmentation.Metrics;

/// <summary>How many samples each true label shares with each predicted label: what the measures of partitions and of instances are made of.</summary>
/// <remarks>Only pairs that occur are kept, in the order of their labels, so sums over them are the same on every run.</remarks>
public sealed class Contingency
{
    private readonly List<LabelOverlap> overlaps;
    private readonly SortedDictionary<int, long> truthSizes = [];
    private readonly SortedDictionary<int, long> predictionSizes = [];

    private Contingency(List<LabelOverlap> overlaps)
    {
        this.overlaps = overlaps;
        foreach (var (truth, prediction, samples) in overlaps)
        {
            truthSizes[truth] = truthSizes.GetValueOrDefault(truth) + samples;
            predictionSizes[prediction] = predictionSizes.GetValueOrDefault(prediction) + samples;
            Total += samples;
        }
    }

    /// <summary>The pairs of labels that share samples, by true and then by predicted label.</summary>
    public IReadOnlyList<LabelOverlap> Overlaps => overlaps;

    /// <summary>The samples of each true label, among those counted.</summary>
    public IReadOnlyDictionary<int, long> TruthSizes => truthSizes;

    /// <summary>The samples of each predicted label, among those counted.</summary>
    public IReadOnlyDictionary<int, long> PredictionSizes => predictionSizes;

    /// <summary>The samples counted.</summary>
    public long Total { get; }

    /// <summary>Counts the pairs of labels of two maps.</summary>
    /// <param name="truth">True labels, any whole numbers.</param>
    /// <param name="prediction">Predicted labels.</param>
    /// <param name="ignoredTruth">A true label whose samples are left out altogether, or null to count all.</param>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static Contingency Between(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, int? ignoredTruth = null)
    {
        if (truth.Length != prediction.Length)
            throw new ArgumentException($"Contingency: the truth has {truth.Length} samples but the prediction has {prediction.Length}.");
        var counts = new Dictionary<(int Truth, int Prediction), long>();
        // Labels come in runs along rows: one look into the dictionary a run, not a sample.
        for (var start = 0; start < truth.Length;)
        {
            var pair = (truth[start], prediction[start]);
            var end = start + 1;
            while (end < truth.Length && truth[end] == pair.Item1 && prediction[end] == pair.Item2)
                end++;
            if (pair.Item1 != ignoredTruth)
                counts[pair] = counts.GetValueOrDefault(pair) + end - start;
            start = end;
        }
        return new Contingency([.. counts
            .OrderBy(entry => entry.Key)
            .Select(entry => new LabelOverlap(entry.Key.Truth, entry.Key.Prediction, entry.Value))]);
    }
}
