using UNetSharp.Imaging;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Predictions with their truths: cases whose image is the prediction and whose mask is the truth.</summary>
/// <param name="Cases">The pairs.</param>
/// <param name="LonePredictions">Predictions without a truth.</param>
/// <param name="LoneTruths">Truths without a prediction.</param>
/// <param name="Rule">How they were paired, in words.</param>
internal sealed record EvaluationPairs(IReadOnlyList<SegmentationCase> Cases, IReadOnlyList<string> LonePredictions, IReadOnlyList<string> LoneTruths, string Rule)
{
    // What `unet predict` writes beside labels.
    private static readonly string[] Companions = ["-probabilities", "-overlay", "-instances"];

    /// <summary>Pairs files by their names, as images and masks are.</summary>
    /// <param name="predictions">A file or a folder.</param>
    /// <param name="truth">A file or a folder.</param>
    /// <param name="wanted">Which files of a folder that `unet predict` wrote are meant where it has them: "-instances", "-probabilities"; empty: labels.</param>
    /// <param name="pages">Whether pages of stacks are cases of their own.</param>
    /// <exception cref="InvalidDataException">Nothing can be paired, or two stacks have different numbers of pages.</exception>
    /// <exception cref="IOException">There is no such file or folder.</exception>
    public static EvaluationPairs Find(string predictions, string truth, string wanted, bool pages)
    {
        var (predicted, truths) = (Meant(InputPaths.Files([predictions]), wanted), InputPaths.Files([truth]));
        var pairing = FilePairing.Find(predicted, truths);
        if (pairing.Pairs.Count == 0)
        {
            throw new InvalidDataException($"No prediction has a truth: {Printing.Counted(predicted.Count, "prediction")} such as {Path.GetFileName(predicted[0])}, {Printing.Counted(truths.Count, "truth")} such as {Path.GetFileName(truths[0])}. " +
                "Give a prediction the name of its truth.");
        }

        var cases = pairing.Pairs.Select(pair => new SegmentationCase(pair.Name, ImageSource.File(pair.Image), ImageSource.File(pair.Mask)));
        return new([.. pages ? cases.SelectMany(Pages) : cases], pairing.LoneImages, pairing.LoneMasks, pairing.Rule);
    }

    // Where the wanted companions are they alone count; else everything but companions of other files.
    private static IReadOnlyList<string> Meant(IReadOnlyList<string> files, string wanted)
    {
        if (files.Count == 1) return files;
        var stems = files.Select(FileNames.Stem).ToHashSet(StringComparer.Ordinal);
        var companions = files.Where(path => IsCompanion(FileNames.Stem(path), stems)).ToArray();
        var chosen = wanted.Length == 0 ? [] : companions.Where(path => FileNames.Stem(path).EndsWith(wanted, StringComparison.Ordinal)).ToArray();
        return chosen.Length > 0 ? chosen : [.. files.Except(companions)];
    }

    private static bool IsCompanion(string stem, HashSet<string> stems) =>
        Array.Exists(Companions, ending => stem.EndsWith(ending, StringComparison.Ordinal) && stems.Contains(stem[..^ending.Length]));

    private static IEnumerable<SegmentationCase> Pages(SegmentationCase one)
    {
        var (prediction, truth) = (one.Image.Read(), one.Mask.Read());
        if (prediction.Depth != truth.Depth) throw new InvalidDataException($"{one.Image.Name} has {prediction.Depth} pages, its truth {one.Mask.Name} has {truth.Depth}: every page needs its truth.");
        return Enumerable.Range(0, truth.Depth).Select(page => new SegmentationCase($"{one.Name}-{page + 1}", Page(one.Image.Name, prediction, page), Page(one.Mask.Name, truth, page)));
    }

    private static ImageSource Page(string name, Image stack, int page) => ImageSource.Memory($"{name} page {page + 1}", stack.Plane(page));
}
