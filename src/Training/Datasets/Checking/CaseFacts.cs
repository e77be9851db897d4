using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>What the mask doctor knows of a case. What can't be read is null, and the failures tell why.</summary>
/// <param name="Case">The case.</param>
/// <param name="Image">What its image holds.</param>
/// <param name="Mask">What its mask holds.</param>
/// <param name="MaskSpacing">The distance of the mask's pixels.</param>
/// <param name="Likeness">The correlation of image and mask; 0 where it says nothing.</param>
/// <param name="Failures">Files that can't be read, and why.</param>
internal sealed record CaseFacts(SegmentationCase Case, ImageFacts? Image, MaskFacts? Mask, Spacing MaskSpacing, double Likeness, IReadOnlyList<Finding> Failures)
{
    // A mask of few numbers may be a thresholded image and right; only a picture is told by its likeness.
    private const int FewestNumbersOfAPicture = 17;

    /// <summary>Reads a case and looks through it.</summary>
    public static CaseFacts Of(SegmentationCase one)
    {
        var failures = new List<Finding>();
        var image = Try(one.ReadImage, one.Image, failures);
        var mask = Try(one.ReadMask, one.Mask, failures);
        var facts = mask is null ? null : Try(() => MaskFacts.Of(mask, one.Mask.Name), one.Mask, failures);
        var samples = image?.ToFloats() ?? [];
        var imageFacts = image is null ? null : ImageFacts.Of(image, samples);
        var likeness = imageFacts is not null && facts is not null && facts.Extent == imageFacts.Extent && facts.Counts.Count >= FewestNumbersOfAPicture && !facts.Coloured
            ? ImageFacts.Correlation(samples, imageFacts.Channels, MaskValues.Numbers(mask!, one.Mask.Name))
            : 0;
        return new(one, imageFacts, facts, mask?.Spacing ?? Spacing.Pixels, likeness, failures);
    }

    private static T? Try<T>(Func<T> read, ImageSource source, List<Finding> failures)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or OverflowException)
        {
            // Messages of readers begin with the file's name, which the finding tells already.
            var message = failure.Message.StartsWith(source.Name + ": ", StringComparison.Ordinal) ? failure.Message[(source.Name.Length + 2)..] : failure.Message;
            failures.Add(new(Severity.Error, Symptom.Unreadable, source.Name, message));
            return null;
        }
    }
}
