using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>Writes a copy of a data set in which every mask is as it should be.</summary>
/// <remarks>
/// The copy has images/ (the files as they are; pages of stacks as PNG or TIFF) and masks/ of equal stems. Masks are PNG: classes 0, 1, 2, … with
/// a palette that makes them visible, or objects as 16-bit numbers. Masks of another size but the same shape as their image are resized.
/// </remarks>
public static class MaskMending
{
    // Class 0 black, then colours that are told apart well.
    private static readonly Colour[] Visible = [Colour.Black, new(255, 255, 255), new(230, 60, 60), new(60, 140, 255), new(80, 200, 80), new(255, 200, 0), new(200, 80, 220), new(0, 200, 200)];

    /// <summary>Writes the copy.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="folder">Where to: a folder that does not exist or is empty.</param>
    /// <param name="cancellation">Stops between cases.</param>
    /// <exception cref="IOException">The folder holds something, or can't be written to.</exception>
    /// <exception cref="InvalidDataException">The masks together are no masks: too many numbers.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static MendedCopy Write(SegmentationData data, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new IOException($"{folder}: the folder is not empty. Name a new one for the mended copy.");
        var (images, masks) = (Path.Combine(folder, "images"), Path.Combine(folder, "masks"));
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(masks);
        var (mended, leftOut, written) = (new List<string>(), new List<string>(), 0);
        var facts = data.Cases.Select(one =>
        {
            cancellation.ThrowIfCancellationRequested();
            return CaseFacts.Of(one);
        }).ToArray();
        var labels = data.LabelsOf([.. facts.Where(one => one.Mask is not null).Select(one => one.Mask!)], out _);
        foreach (var one in facts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Obstacle(one) is { } obstacle)
            {
                leftOut.Add($"{one.Case.Name}: {obstacle}");
                continue;
            }

            var name = one.Case.Name.Replace('/', '_');
            try
            {
                var mask = Mend(labels, one, mended);
                mask.Write(Path.Combine(masks, name + ".png"));
                CopyImage(one, images, name);
                written++;
            }
            catch (Exception refusal) when (refusal is InvalidDataException or ArgumentException)
            {
                leftOut.Add($"{one.Case.Name}: {refusal.Message}");
            }
        }

        leftOut.AddRange(data.LoneImages.Concat(data.LoneMasks).Select(path => $"{Path.GetFileName(path)}: it has no partner."));
        return new(written, mended, leftOut);
    }

    /// <summary>Whether a mask is its image's shape at another size, to within rounding.</summary>
    internal static bool SameShape(Extent image, Extent mask) =>
        image.Depth == mask.Depth && Math.Abs(((long)image.Height * mask.Width) - ((long)image.Width * mask.Height)) <= Math.Max(mask.Height, mask.Width);

    private static string? Obstacle(CaseFacts one)
    {
        if (one.Failures.Count > 0) return one.Failures[0].Message;
        if (one.Image!.NotFinite > 0) return "the image holds NaN or infinite values.";
        if (Math.Abs(one.Likeness) > 0.9) return "the mask is a copy of the image.";
        return one.Image.Extent == one.Mask!.Extent || SameShape(one.Image.Extent, one.Mask.Extent) ? null : $"the mask is {one.Mask.Extent}, the image {one.Image.Extent}.";
    }

    private static Image Mend(LabelMap labels, CaseFacts one, List<string> mended)
    {
        var mask = one.Case.ReadMask();
        var objects = labels.Coding == LabelCoding.Instances;
        var numbers = objects ? MaskValues.Numbers(mask, one.Case.Mask.Name) : labels.Encode(mask, one.Case.Mask.Name);
        var (from, to) = (one.Mask!.Extent, one.Image!.Extent);
        if (from != to)
        {
            numbers = Resized(numbers, from, to);
            mended.Add($"{one.Case.Name}: mask resized from {from} to {to}.");
        }

        if (!objects && !labels.Originals.SequenceEqual(Enumerable.Range(0, labels.Classes))) mended.Add($"{one.Case.Name}: {labels} written as classes 0 to {labels.Classes - 1}.");
        return objects
            ? new Image(Array.ConvertAll(numbers, checked(number => (ushort)number)), to.Depth, to.Height, to.Width, 1) { Spacing = one.Image.Spacing }
            : new Image(Array.ConvertAll(numbers, number => number < 0 ? (byte)255 : checked((byte)number)), to.Depth, to.Height, to.Width, 1) { Spacing = one.Image.Spacing, Palette = PaletteOf(labels) };
    }

    // Centre of pixel to centre of pixel: target y lies over source (y + ½)·from/to − ½.
    private static int[] Resized(int[] numbers, Extent from, Extent to)
    {
        var resized = new int[to.Count];
        for (int z = 0, i = 0; z < to.Depth; z++)
        {
            for (var y = 0; y < to.Height; y++)
            {
                var row = from.IndexOf(z, (int)(((2L * y) + 1) * from.Height / (2L * to.Height)), 0);
                for (var x = 0; x < to.Width; x++) resized[i++] = numbers[row + (int)(((2L * x) + 1) * from.Width / (2L * to.Width))];
            }
        }

        return resized;
    }

    private static Palette PaletteOf(LabelMap labels)
    {
        var colours = new Colour[labels.Ignored is null ? labels.Classes : 256];
        for (var i = 0; i < colours.Length; i++) colours[i] = i < Visible.Length ? Visible[i] : new((byte)(i * 97), (byte)(i * 57), (byte)(i * 29));
        return new Palette(colours);
    }

    private static void CopyImage(CaseFacts one, string folder, string name)
    {
        if (one.Case.Image.Path is { } path && one.Case.Image.Name == path) File.Copy(path, Path.Combine(folder, name + Path.GetFileName(path)[FileNames.Stem(path).Length..]));
        else one.Case.Image.Read().Write(Path.Combine(folder, name + (one.Image!.Extent.IsPlanar ? ".png" : ".tif")));
    }
}
