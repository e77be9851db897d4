using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>What can be wrong with the numbers of all masks together, and how they were understood.</summary>
internal static class LabelChecks
{
    // One pixel in a thousand: a loss without weights may well learn to leave such a class out.
    private const double SmallShare = 0.001;

    /// <summary>The findings of a set of masks.</summary>
    public static IEnumerable<Finding> Of(SegmentationData data, IReadOnlyList<MaskFacts> masks)
    {
        if (masks.Count == 0) return [];
        try
        {
            var labels = data.LabelsOf(masks, out var used);
            return [.. Coding(labels, used), .. Unknown(labels, used), .. Classes(labels, used)];
        }
        catch (InvalidDataException refusal)
        {
            return [new(Severity.Error, Symptom.TooManyValues, null, refusal.Message)];
        }
    }

    private static IEnumerable<Finding> Coding(LabelMap labels, IReadOnlyList<MaskFacts> masks)
    {
        if (masks.Any(mask => mask.Palette is not null) && labels.Coding != LabelCoding.Colours)
            yield return new(Severity.Note, Symptom.PaletteMask, null, $"{masks.Count(mask => mask.Palette is not null)} masks have palettes: the indices are taken as numbers, not the colours.");
        switch (labels.Coding)
        {
            case LabelCoding.Threshold:
                var worst = masks.MaxBy(mask => mask.Counts.Count)!;
                yield return new(Severity.Warning, Symptom.BlurredMask, worst.Name, $"it has {worst.Counts.Count} greys between black and white, as JPEG compression or smooth edges leave: from 128 on they are taken as class 1.", "Save masks as PNG or TIFF, without anti-aliasing; a mended copy does.");
                break;
            case LabelCoding.Instances:
                yield return new(Severity.Note, Symptom.InstanceMask, null, $"masks number objects (up to {masks.Max(mask => mask.Counts.Count - 1)} an image): all objects are class 1, with a gap of background between those that touch.");
                break;
            case LabelCoding.Colours:
                yield return new(Severity.Note, Symptom.ColourMask, null, $"classes are colours: {Listed(labels)}.", "Predictions are written in the same colours.");
                if (LabelDiscovery.PalettesDisagree(masks)) yield return new(Severity.Warning, Symptom.PalettesDisagree, null, "one index stands for different colours in different files: the colours are taken, not the indices.", "Save all masks with one palette, or as numbers.");
                break;
            case LabelCoding.Values when labels.Originals.AsSpan().SequenceEqual([0, 255]):
                yield return new(Severity.Note, Symptom.BlackAndWhite, null, "masks hold 0 and 255: they are taken as classes 0 and 1.", "Predictions are written as 0 and 255.");
                break;
            case LabelCoding.Values when !labels.Originals.SequenceEqual(Enumerable.Range(0, labels.Classes)):
                yield return new(Severity.Warning, Symptom.LabelGaps, null, $"the numbers in the masks are not 0, 1, 2, …: {Listed(labels)}.", "Is a class missing, or a number a slip of the brush? Predictions are written with these numbers.");
                break;
        }
    }

    private static IEnumerable<Finding> Unknown(LabelMap labels, IReadOnlyList<MaskFacts> masks)
    {
        if (labels.Coding is LabelCoding.Threshold or LabelCoding.Instances) yield break;
        foreach (var mask in masks)
        {
            var strange = mask.Counts.Keys.Where(number => number != labels.Ignored && !labels.Originals.Contains(number)).Order().ToArray();
            if (strange.Length > 0) yield return new(Severity.Error, Symptom.UnknownValue, mask.Name, $"it holds {string.Join(", ", strange.Take(5).Select(labels.Write))}{(strange.Length > 5 ? ", …" : "")}, which {(strange.Length == 1 ? "is no class" : "are no classes")}; known are {labels}.");
        }
    }

    private static IEnumerable<Finding> Classes(LabelMap labels, IReadOnlyList<MaskFacts> masks)
    {
        var pixels = new long[labels.Classes];
        var cases = new int[labels.Classes];
        foreach (var mask in masks)
        {
            var present = new HashSet<int>();
            foreach (var (number, count) in mask.Counts)
            {
                if (!labels.TryClassOf(number, out var label) || label < 0) continue;
                pixels[label] += count;
                present.Add(label);
            }

            foreach (var label in present) cases[label]++;
        }

        if (pixels.Count(count => count > 0) < 2)
        {
            yield return new(Severity.Error, Symptom.OneClass, null, $"all pixels of all masks are of one class ({labels}): there is nothing to tell apart.", "Are these the right masks?");
            yield break;
        }

        for (var label = 0; label < pixels.Length; label++)
        {
            var share = (double)pixels[label] / pixels.Sum();
            if (share < SmallShare) yield return new(Severity.Warning, Symptom.SmallClass, null, FormattableString.Invariant($"class {label} ({labels.Write(labels.Originals[label])}) has {pixels[label]:n0} pixels, {share:0.####%} of all."), "Patches around it and weights by class help; the default recipe has both.");
            if (cases[label] == 1 && masks.Count > 2) yield return new(Severity.Note, Symptom.RareClass, null, $"class {label} ({labels.Write(labels.Originals[label])}) occurs in one case only: it can be learnt or validated, not both.");
        }
    }

    private static string Listed(LabelMap labels) => string.Join(", ", labels.Originals.Take(12).Select((number, label) => $"{labels.Write(number)} is class {label}")) + (labels.Classes > 12 ? ", …" : "");
}
