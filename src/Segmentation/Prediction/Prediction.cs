using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>The probabilities of an image's classes, and what is drawn from them: labels, instances.</summary>
public sealed class Prediction
{
    private readonly int _dimensions;

    internal Prediction(Image probabilities, ModelCard card, int dimensions) => (Probabilities, Card, _dimensions) = (probabilities, card, dimensions);

    /// <summary>float32 [D, H, W, classes] in the image's geometry; they add up to 1.</summary>
    public Image Probabilities { get; }

    /// <summary>What the classes are.</summary>
    public ModelCard Card { get; }

    /// <summary>The ensemble: the mean of the predictions of several models for the same image.</summary>
    /// <exception cref="ArgumentException">There are none, or they are of other extents or other classes.</exception>
    public static Prediction Average(params IReadOnlyList<Prediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        if (predictions.Count == 0) throw new ArgumentException("Prediction.Average: there must be a prediction.");
        var first = predictions[0];
        var sum = new float[first.Probabilities.Count];
        foreach (var prediction in predictions)
        {
            var (ours, theirs) = (first.Probabilities, prediction.Probabilities);
            if ((ours.Depth, ours.Height, ours.Width) != (theirs.Depth, theirs.Height, theirs.Width) || !first.Card.Labels.Equals(prediction.Card.Labels))
                throw new ArgumentException($"Prediction.Average: the first is [{ours.Depth}, {ours.Height}, {ours.Width}] of {first.Card.Labels}, another [{theirs.Depth}, {theirs.Height}, {theirs.Width}] of {prediction.Card.Labels}: models of an ensemble tell the same classes apart.");
            var samples = theirs.Samples<float>();
            for (var i = 0; i < sum.Length; i++) sum[i] += samples[i] / predictions.Count;
        }

        return new Prediction(first.Probabilities.WithSamples(sum, first.Probabilities.Channels), first.Card, first._dimensions);
    }

    /// <summary>The most probable class of each pixel [D, H, W], the first among equals.</summary>
    public int[] Classes()
    {
        var samples = Probabilities.Samples<float>();
        var classes = new int[samples.Length / Probabilities.Channels];
        for (var i = 0; i < classes.Length; i++) classes[i] = ClassProbabilities.MostProbable(samples.Slice(i * Probabilities.Channels, Probabilities.Channels));
        return classes;
    }

    /// <summary>The labels, written as the masks of the training set were.</summary>
    /// <param name="postprocessing">What is tidied up before; null: nothing.</param>
    public Image Labels(Postprocessing? postprocessing = null)
    {
        var classes = Classes();
        return Card.Labels.Decode(postprocessing is null ? classes : Planes(classes, postprocessing.Apply), Probabilities);
    }

    /// <summary>The objects, numbered from 1; 0 is background. Of a stack that was segmented plane by plane, the objects of each plane.</summary>
    /// <param name="separation">How objects are told apart; null: the defaults.</param>
    /// <param name="cancel">Looked at between planes and within.</param>
    /// <returns>Numbers of 16 bits where they suffice, else of 32.</returns>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public Image Instances(InstanceSeparation? separation = null, CancellationToken cancel = default)
    {
        separation ??= new InstanceSeparation();
        separation = separation with { Gap = separation.Gap ?? (Card.Labels.Coding == LabelCoding.Instances ? 2 : 0) };
        var foreground = Foreground(separation.Class);
        var last = 0;
        var numbers = Planes(foreground, (part, extent) =>
        {
            var objects = separation.Separate(part, extent, cancel);
            var before = last;
            last += objects.Count;
            return Array.ConvertAll(objects.Labels, label => label == 0 ? 0 : label + before);
        });
        return Probabilities.WithSamples(last <= ushort.MaxValue ? Array.ConvertAll(numbers, number => (ushort)number) : numbers);
    }

    // The probability of a class, or of any but the background.
    private float[] Foreground(int? wanted)
    {
        var channels = Probabilities.Channels;
        if (wanted is { } c && (c < 0 || c >= channels)) throw new ArgumentException($"Instances of class {c} are asked for; the classes are 0 to {channels - 1}.");
        var samples = Probabilities.Samples<float>();
        var foreground = new float[samples.Length / channels];
        for (var i = 0; i < foreground.Length; i++) foreground[i] = wanted is { } one ? samples[(i * channels) + one] : 1 - samples[i * channels];
        return foreground;
    }

    private delegate int[] PerPlane<T>(ReadOnlySpan<T> part, Extent extent);

    private int[] Planes<T>(T[] samples, PerPlane<T> work)
    {
        var apart = _dimensions == 2;
        var extent = new Extent(apart ? 1 : Probabilities.Depth, Probabilities.Height, Probabilities.Width);
        var result = new int[samples.Length];
        for (var first = 0; first < samples.Length; first += extent.Count) work(samples.AsSpan(first, extent.Count), extent).CopyTo(result.AsSpan(first));
        return result;
    }
}
