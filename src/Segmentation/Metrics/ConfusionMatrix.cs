namespace UNetSharp.Segmentation.Metrics;

/// <summary>Counts how often samples of each true class were given each predicted class, over any number of images.</summary>
/// <remarks>
/// Means over classes leave out the classes whose value is NaN, those that neither truth nor prediction contains
/// (see <see cref="Overlap"/>); they are NaN only if every class is. Not safe for several threads at once: count apart, then merge.
/// </remarks>
/// <param name="classes">How many classes there are; labels run from 0 to classes − 1.</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly long[] counts = new long[classes * classes];

    /// <summary>How many classes there are.</summary>
    public int Classes => classes;

    /// <summary>The samples of class <paramref name="truth"/> that were predicted as class <paramref name="prediction"/>.</summary>
    public long this[int truth, int prediction] => counts[truth * classes + prediction];

    /// <summary>All samples counted.</summary>
    public long Total => counts.Sum();

    /// <summary>The share of samples given the right class; NaN without samples.</summary>
    public double Accuracy => (double)Enumerable.Range(0, classes).Sum(c => this[c, c]) / Total;

    /// <summary>Counts an image.</summary>
    /// <param name="truth">True classes.</param>
    /// <param name="prediction">Predicted classes.</param>
    /// <param name="ignored">A label of the truth whose samples are not counted, such as 255 for "unknown"; it need not be a class.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a label is no class.</exception>
    public void Add(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, int? ignored = null)
    {
        if (truth.Length != prediction.Length)
            throw new ArgumentException($"ConfusionMatrix: the truth has {truth.Length} samples but the prediction has {prediction.Length}.");
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == ignored)
                continue;
            if ((uint)truth[i] >= (uint)classes || (uint)prediction[i] >= (uint)classes)
                throw new ArgumentException($"ConfusionMatrix: sample {i} has true class {truth[i]} and predicted class {prediction[i]}, but classes run from 0 to {classes - 1}; is there a label to ignore?");
            counts[truth[i] * classes + prediction[i]]++;
        }
    }

    /// <summary>Adds the counts of another matrix.</summary>
    /// <exception cref="ArgumentException">It has another number of classes.</exception>
    public void Merge(ConfusionMatrix other)
    {
        if (other.Classes != classes)
            throw new ArgumentException($"ConfusionMatrix: a matrix of {other.Classes} classes cannot be merged into one of {classes}.");
        for (var i = 0; i < counts.Length; i++)
            counts[i] += other.counts[i];
    }

    /// <summary>One class against all others.</summary>
    public Overlap Of(int c)
    {
        long predicted = 0, real = 0;
        for (var other = 0; other < classes; other++)
        {
            predicted += this[other, c];
            real += this[c, other];
        }
        var both = this[c, c];
        return new Overlap(both, predicted - both, real - both, Total - predicted - real + both);
    }

    /// <summary>The mean Dice of the classes that occur.</summary>
    /// <param name="firstClass">1 leaves out class 0, the background, as is customary for organs and tumours.</param>
    public double MeanDice(int firstClass = 0) => Mean(firstClass, overlap => overlap.Dice);

    /// <summary>The mean IoU of the classes that occur.</summary>
    /// <param name="firstClass">1 leaves out class 0, the background.</param>
    public double MeanIoU(int firstClass = 0) => Mean(firstClass, overlap => overlap.IoU);

    /// <summary>The mean recall of the classes that occur in the truth (balanced accuracy).</summary>
    /// <param name="firstClass">1 leaves out class 0, the background.</param>
    public double MeanRecall(int firstClass = 0) => Mean(firstClass, overlap => overlap.Recall);

    /// <summary>The mean precision of the classes that occur in the prediction.</summary>
    /// <param name="firstClass">1 leaves out class 0, the background.</param>
    public double MeanPrecision(int firstClass = 0) => Mean(firstClass, overlap => overlap.Precision);

    private double Mean(int firstClass, Func<Overlap, double> measure) => Enumerable.Range(firstClass, Math.Max(0, classes - firstClass))
        .Select(c => measure(Of(c)))
        .Where(value => !double.IsNaN(value))
        .DefaultIfEmpty(double.NaN)
        .Average();
}
