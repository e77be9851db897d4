namespace UNetSharp.Training;

/// <summary>What can be wrong with one case.</summary>
internal static class CaseChecks
{
    private const double Alike = 0.9;

    /// <summary>The findings of a case.</summary>
    public static IEnumerable<Finding> Of(CaseFacts one)
    {
        var (image, mask, file) = (one.Image, one.Mask, one.Case.Mask.Name);
        if (image is not null && mask is not null && image.Extent != mask.Extent) yield return Size(one, image, mask);
        if (image is not null && mask is not null && image.Spacing.IsPhysical && one.MaskSpacing.IsPhysical && !SameSpacing(image.Spacing, one.MaskSpacing))
            yield return new(Severity.Warning, Symptom.SpacingDiffers, file, $"its pixels are {one.MaskSpacing}, those of the image {image.Spacing}.", "The image's are used: make sure that the mask was drawn on this image.");
        if (image is { NotFinite: > 0 })
            yield return new(Severity.Error, Symptom.NotFinite, one.Case.Image.Name, $"{image.NotFinite:n0} samples are NaN or infinite.", "One of them makes every weight NaN: replace them, by 0 for one.");
        if (image is not null && image.Least == image.Greatest)
            yield return new(Severity.Warning, Symptom.ConstantImage, one.Case.Image.Name, FormattableString.Invariant($"every sample is {image.Least}: there is nothing to see."), "Was it exported with the wrong range? Replace it, or remove it with its mask.");
        if (Math.Abs(one.Likeness) > Alike)
            yield return new(Severity.Error, Symptom.MaskIsImage, file, FormattableString.Invariant($"it has {mask!.Counts.Count} greys and looks like {(one.Likeness < 0 ? "the negative of its image" : "its image")} (correlation {one.Likeness:0.00})."), "Was the image saved as its mask? Save the classes: one number a pixel.");
        else if (mask is { Counts.Count: 1 })
            yield return new(Severity.Warning, Symptom.EmptyMask, file, $"every pixel is {mask.Counts.Keys.First()}: the mask is empty.", "Fine if there is nothing in the image; else draw the mask.");
    }

    private static Finding Size(CaseFacts one, ImageFacts image, MaskFacts mask)
    {
        var (i, m) = (image.Extent, mask.Extent);
        var what = $"the mask is {m} but its image {one.Case.Image.Name} is {i}";
        if (i.Depth == m.Depth && i.Height == m.Width && i.Width == m.Height)
            return new(Severity.Error, Symptom.SizeDiffers, one.Case.Mask.Name, $"{what}: rows and columns are exchanged.", "Transpose or rotate it as the image is.");
        return MaskMending.SameShape(i, m)
            ? new(Severity.Error, Symptom.SizeDiffers, one.Case.Mask.Name, $"{what}, of the same shape.", "Resize it to the image's size with nearest neighbours; a mended copy does.")
            : new(Severity.Error, Symptom.SizeDiffers, one.Case.Mask.Name, $"{what}.", "Export it at the size of the image; is it the mask of another image?");
    }

    private static bool SameSpacing(Imaging.Spacing a, Imaging.Spacing b)
    {
        if (a.Unit != b.Unit) return false;
        return Near(a.Depth, b.Depth) && Near(a.Height, b.Height) && Near(a.Width, b.Width);

        static bool Near(double a, double b) => Math.Abs(a - b) <= 0.01 * Math.Max(a, b);
    }
}
