using System.CommandLine;
using UNetSharp.Imaging.Formats;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Where a data set lies, as the commands that take one are told: DATA, or --images and --masks.</summary>
internal sealed class DataOptions
{
    private readonly Argument<string[]> _folders = new("data")
    {
        Description = "A folder with images/ and masks/ of equal names (or one of the Cell Tracking Challenge); several are taken together.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _images = Paths("--images", "Instead of DATA: a stack whose pages are images, a folder, or files.");

    private readonly Option<string[]> _masks = Paths("--masks", "The masks of --images, in the same form.");

    private readonly Option<bool?> _instances = new("--instances")
    {
        Description = "Masks number objects (cells, nuclei), not classes; --instances false: they do not. Found out if not said.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "true|false",
    };

    private readonly Option<int?> _ignore = new("--ignore") { Description = "The number in masks of pixels that belong to no class.", HelpName = "N" };

    /// <summary>Adds the argument and the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folders);
        command.Add(_images);
        command.Add(_masks);
        command.Add(_instances);
        command.Add(_ignore);
    }

    /// <summary>The data set that was named. Files are listed and paired, not yet read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <exception cref="UsageException">Nothing is named, or two ways are mixed.</exception>
    /// <exception cref="IOException">There is no such file or folder, or it holds no layout that is known.</exception>
    /// <exception cref="InvalidDataException">No image has a mask, or two stacks have different numbers of pages.</exception>
    public SegmentationData Read(ParseResult parsed)
    {
        var (folders, images, masks) = (parsed.GetValue(_folders) ?? [], parsed.GetValue(_images) ?? [], parsed.GetValue(_masks) ?? []);
        var options = new DatasetOptions { Instances = parsed.GetValue(_instances) ?? (parsed.GetResult(_instances) is null ? null : true), IgnoredValue = parsed.GetValue(_ignore) };
        return (folders.Length, images.Length, masks.Length) switch
        {
            ( > 0, 0, 0) => FromFolders(folders, options),
            (0, > 0, > 0) => FromPaths(images, masks, options),
            ( > 0, _, _) => throw new UsageException("Name either a folder of data or --images with --masks, not both."),
            (0, 0, 0) => throw new UsageException("Name the data: a folder with images/ and masks/, or --images a.tif --masks b.tif."),
            _ => throw new UsageException($"{(masks.Length == 0 ? "--images is given without --masks" : "--masks is given without --images")}: name both."),
        };
    }

    private static SegmentationData FromFolders(string[] folders, DatasetOptions options)
    {
        var file = Array.Find(folders, File.Exists);
        return file is null ? SegmentationData.FromSeveral(folders, options)
            : throw new UsageException($"{file} is a file, but data are a folder with images/ and masks/; stacks are named --images a.tif --masks b.tif.");
    }

    private static SegmentationData FromPaths(string[] images, string[] masks, DatasetOptions options)
    {
        if (images is [var image] && masks is [var mask] && File.Exists(image) && File.Exists(mask) && (IsStack(image) || IsStack(mask))) return SegmentationData.FromStacks(image, mask, options);
        return SegmentationData.FromFiles(InputPaths.Files(images), InputPaths.Files(masks), options);
    }

    private static bool IsStack(string path)
    {
        if (FileNames.HasExtension(path, ".npy")) return false;
        using var rows = ImageFormats.OpenRows(path);
        return rows.Pages > 1;
    }

    private static Option<string[]> Paths(string name, string description) => new(name) { Description = description, HelpName = "PATH", AllowMultipleArgumentsPerToken = true };
}
