using UNetSharp.Imaging;
using UNetSharp.Segmentation.Metrics;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>The measures of the ISBI 2012 challenge for one case: at each threshold the mean over its sections, with and without border thinning.</summary>
/// <param name="Case">The prediction with its truth.</param>
/// <param name="Extent">Their extent; each plane is a section.</param>
/// <param name="Sections">Sections that count: those that are not all membrane.</param>
/// <param name="Scores">[threshold][measure], in the order of <see cref="Measure.OfMembranes"/>; NaN if no section counts.</param>
internal sealed record MembraneEvaluation(SegmentationCase Case, Extent Extent, int Sections, double[][] Scores)
{
    /// <summary>Scores a case.</summary>
    /// <param name="one">The prediction with its truth.</param>
    /// <param name="labels">What their numbers mean: the truth has two classes.</param>
    /// <param name="membranesBright">Whether membranes are the second class of the truth; else the first, as in the challenge.</param>
    /// <param name="cancel">Looked at between sections.</param>
    /// <exception cref="InvalidDataException">A file can't be read, or is neither labels nor a map of probabilities, or sizes differ.</exception>
    public static MembraneEvaluation Of(SegmentationCase one, TruthLabels labels, bool membranesBright, CancellationToken cancel)
    {
        var (prediction, truth) = (one.Image.Read(), one.Mask.Read());
        var extent = CaseScores.RequireSameSize(one, prediction, truth);
        var cells = Array.ConvertAll(labels.Map.Encode(truth, one.Mask.Name), label => label == (membranesBright ? 0 : 1));
        var inside = Bright(prediction, one.Image.Name, labels);
        if (membranesBright) inside = Array.ConvertAll(inside, value => 1 - value);

        var (section, sections) = (new Extent(extent.Height, extent.Width), 0);
        var scores = MembraneScores.ChallengeThresholds.Select(_ => new double[Measure.OfMembranes.Count]).ToArray();
        for (var first = 0; first < cells.Length; first += section.Count)
        {
            var real = cells.AsSpan(first, section.Count);
            var predicted = inside.AsSpan(first, section.Count);
            if (!real.Contains(true)) continue;
            sections++;
            for (var at = 0; at < scores.Length; at++)
            {
                cancel.ThrowIfCancellationRequested();
                Add(scores[at], real, predicted, section, MembraneScores.ChallengeThresholds[at]);
            }
        }

        foreach (var row in scores)
        {
            for (var i = 0; i < row.Length; i++) row[i] /= sections;
        }

        return new(one, extent, sections, scores);
    }

    /// <summary>Of each measure the best over the thresholds, of the mean over the sections of all cases: the challenge's score.</summary>
    /// <returns>[measure]: value and threshold.</returns>
    public static (double Value, double Threshold)[] Best(IReadOnlyList<MembraneEvaluation> cases)
    {
        var means = MembraneScores.ChallengeThresholds.Select((threshold, at) => (Threshold: threshold, Values: Mean(cases, at))).ToArray();
        return [.. Enumerable.Range(0, Measure.OfMembranes.Count).Select(measure => means
            .Select(mean => (Value: mean.Values[measure], mean.Threshold))
            .MaxBy(score => double.IsNaN(score.Value) ? -1 : score.Value))];
    }

    /// <summary>Each measure at the threshold ½, where the more probable class is taken: the mean over the sections of all cases.</summary>
    public static double[] AtHalf(IReadOnlyList<MembraneEvaluation> cases) => Mean(cases, MembraneScores.ChallengeThresholds.ToList().IndexOf(0.5));

    private static double[] Mean(IReadOnlyList<MembraneEvaluation> cases, int threshold)
    {
        var counted = cases.Where(one => one.Sections > 0).ToArray();
        return [.. Enumerable.Range(0, Measure.OfMembranes.Count).Select(measure => counted.Sum(one => one.Scores[threshold][measure] * one.Sections) / counted.Sum(one => one.Sections))];
    }

    private static void Add(double[] sums, ReadOnlySpan<bool> real, ReadOnlySpan<float> inside, Extent section, double threshold)
    {
        var thinned = MembraneScores.At(real, inside, section, threshold);
        var mask = new bool[inside.Length];
        for (var i = 0; i < mask.Length; i++) mask[i] = inside[i] > threshold;
        var plain = ForegroundRestrictedScores.Between(
            ConnectedComponents.Label(real, section, Connectivity.Faces).Labels, ConnectedComponents.Label(mask, section, Connectivity.Faces).Labels);
        sums[0] += thinned.Rand;
        sums[1] += thinned.Information;
        sums[2] += plain.Rand;
        sums[3] += plain.Information;
        var (agreed, both, marked) = (0, 0, 0);
        for (var i = 0; i < mask.Length; i++)
        {
            agreed += mask[i] == real[i] ? 1 : 0;
            both += !mask[i] && !real[i] ? 1 : 0;
            marked += (mask[i] ? 0 : 1) + (real[i] ? 0 : 1);
        }

        sums[4] += (double)agreed / mask.Length;
        sums[5] += marked == 0 ? 1 : 2.0 * both / marked;
    }

    // The probability of the truth's second class, the brighter one.
    private static float[] Bright(Image prediction, string name, TruthLabels labels)
    {
        var floats = prediction.SampleType is SampleType.Float32 or SampleType.Float64;
        if (prediction.Channels == 2 && floats) return Within(prediction.SelectChannels(1).ToFloats(), 1, name);
        if (prediction.Channels == 1 && floats && prediction.ToFloats() is var samples && !samples.All(float.IsInteger)) return Within(samples, 1, name);
        try
        {
            return Array.ConvertAll(labels.Predicted(prediction, name), label => (float)label);
        }
        catch (InvalidDataException) when (prediction.Channels == 1 && prediction.SampleType is SampleType.UInt8 or SampleType.UInt16)
        {
            // Other numbers than labels: a map of grey values.
            return Within(prediction.ToFloats(), prediction.SampleType == SampleType.UInt8 ? 255 : 65535, name);
        }
    }

    private static float[] Within(float[] samples, float white, string name)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] /= white;
            if (!(samples[i] is >= 0 and <= 1)) throw new InvalidDataException(FormattableString.Invariant($"{name}: sample {i} of the map of probabilities is {samples[i]}; expected are 0 to 1 as floats, or grey values of 8 or 16 bits."));
        }

        return samples;
    }
}
