using UNetSharp.Imaging.Formats;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>The files that are written for one input.</summary>
/// <param name="Input">The input.</param>
/// <param name="Labels">Its labels: the same stem, a format of the same family.</param>
/// <param name="Probabilities">TIFF, float32, a page for each class; null if not asked for.</param>
/// <param name="Overlay">PNG, of a stack TIFF; null if not asked for.</param>
/// <param name="Instances">The format of the labels; null if not asked for.</param>
internal sealed record PredictionOutputs(string Input, string Labels, string? Probabilities, string? Overlay, string? Instances)
{
    /// <summary>All of them with their kinds, as JSON names them.</summary>
    public IEnumerable<(string Kind, string Path)> Files =>
        new[] { ("labels", Labels), ("probabilities", Probabilities), ("overlay", Overlay), ("instances", Instances) }.Where(file => file.Item2 is not null).Select(file => (file.Item1, file.Item2!));

    // On other systems two names that differ in capitals alone are one file.
    private static StringComparer PathComparer => OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Names the files of an input. Looks into it to tell its format, whatever it is called.</summary>
    /// <exception cref="InvalidDataException">It is of no format that is read.</exception>
    public static PredictionOutputs For(string input, string folder, PredictionWishes wishes)
    {
        var (ending, stack) = Family(input);
        var stem = Path.Combine(folder, FileNames.Stem(input));
        return new(
            input,
            stem + ending,
            wishes.Probabilities ? stem + "-probabilities.tif" : null,
            wishes.Overlay ? stem + (stack ? "-overlay.tif" : "-overlay.png") : null,
            wishes.Instances ? $"{stem}-instances{ending}" : null);
    }

    /// <summary>Refuses, before anything runs, files that would overwrite one another, an input, or what is there already.</summary>
    /// <exception cref="IOException">Some would; the message names them and the way out.</exception>
    public static void RequireFree(IReadOnlyList<PredictionOutputs> all, bool force)
    {
        var inputs = all.Select(one => Path.GetFullPath(one.Input)).ToHashSet(PathComparer);
        var writers = new Dictionary<string, string>(PathComparer);
        foreach (var one in all)
        {
            foreach (var (_, path) in one.Files)
            {
                if (inputs.Contains(Path.GetFullPath(path))) throw new IOException($"{path} is an input and would be written over: choose another folder for --out.");
                if (!writers.TryAdd(Path.GetFullPath(path), one.Input)) throw new IOException($"{writers[Path.GetFullPath(path)]} and {one.Input} would both be written to {path}: segment them into folders of their own, or rename one.");
            }
        }

        var there = all.SelectMany(one => one.Files).Select(file => file.Path).Where(path => File.Exists(path) || Directory.Exists(path)).ToArray();
        if (there.Length == 0 || (force && !there.Any(Directory.Exists))) return;
        throw new IOException($"{there[0]} exists already{(there.Length > 1 ? $", and {there.Length - 1} more of the outputs" : "")}: choose another folder for --out, or write over with --force.");
    }

    // Labels go lossless: what JPEG and GIF do to numbers, PNG does not.
    private static (string Ending, bool Stack) Family(string input)
    {
        if (FileNames.HasExtension(input, ".npy")) return (".npy", false);
        using var file = File.OpenRead(input);
        var format = ImageFormats.Detect(file, input);

        // Only these hold stacks; others would have to be unpacked whole to be asked.
        var stack = format.Name is "TIFF" or "GIF" && Pages(input) > 1;
        return (format.Name == "TIFF" || stack ? ".tif" : ".png", stack);
    }

    private static int Pages(string input)
    {
        using var rows = ImageFormats.OpenRows(input);
        return rows.Pages;
    }
}
