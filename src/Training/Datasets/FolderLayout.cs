using System.Text.RegularExpressions;

namespace UNetSharp.Training;

/// <summary>Where images and masks lie within a folder of data.</summary>
/// <param name="Folders">Pairs of folders of images and of masks, with the beginning of the names of their cases ("" or "01/").</param>
/// <param name="Words">What was found, in words.</param>
/// <remarks>
/// Known are images/ and masks/ under these and other usual names, and sequences of the Cell Tracking Challenge: 01/ with 01_ST/SEG/
/// (silver truth: every cell, some edges by machine) or, where that is missing, 01_GT/SEG/ (gold truth: often only some of the cells).
/// </remarks>
internal sealed partial record FolderLayout(IReadOnlyList<(string Images, string Masks, string Prefix)> Folders, string Words)
{
    // "mask" alone comes last: retinal data keep the field of view there, and the vessels under another name.
    private static readonly string[] ImageFolders = ["images", "image", "imgs", "img", "imagesTr", "raw"];
    private static readonly string[] MaskFolders = ["masks", "labels", "label", "labelsTr", "groundtruth", "ground_truth", "gt", "annotations", "1st_manual", "manual", "mask"];

    /// <summary>Looks around in a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no layout that is known; the message says what it holds.</exception>
    public static FolderLayout Of(string path)
    {
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"{path}: there is no such folder.");
        var inside = Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToArray();
        var (images, masks) = (First(ImageFolders, inside), First(MaskFolders, inside));
        if (images is not null && masks is not null)
        {
            var others = MaskFolders.Skip(1 + Array.FindIndex(MaskFolders, name => Same(name, masks))).Select(name => First([name], inside)).Where(name => name is not null).ToArray();
            return new([(Path.Combine(path, images), Path.Combine(path, masks), "")], $"images in {images}/, masks in {masks}/{(others.Length == 0 ? "" : $" (not in {string.Join("/, ", others)}/)")}");
        }

        var sequences = inside.Where(name => SequenceName().IsMatch(name)).Select(name => (name, Truth: Truth(path, name))).Where(sequence => sequence.Truth is not null).ToArray();
        if (sequences.Length > 0)
        {
            return new(
                [.. sequences.Select(sequence => (Path.Combine(path, sequence.name), Path.Combine(path, sequence.Truth!, "SEG"), sequences.Length > 1 ? sequence.name + "/" : ""))],
                $"sequences of the Cell Tracking Challenge: {string.Join(", ", sequences.Select(sequence => $"{sequence.name}/ with {sequence.Truth}/SEG/"))}");
        }

        var found = inside.Length == 0 ? "no folders" : string.Join("/, ", inside.Take(8)) + "/";
        throw new DirectoryNotFoundException($"{path}: expected a folder images/ and a folder masks/ with files of equal names, but found {found}. Rename them so, or name both folders.");
    }

    private static string? Truth(string path, string sequence)
    {
        string[] known = [$"{sequence}_ST", $"{sequence}_GT"];
        return Array.Find(known, folder => Directory.Exists(Path.Combine(path, folder, "SEG")));
    }

    private static string? First(string[] known, string[] inside) =>
        known.Select(name => Array.Find(inside, folder => Same(folder, name))).FirstOrDefault(folder => folder is not null);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[0-9]{2}$")]
    private static partial Regex SequenceName();
}
