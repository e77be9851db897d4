using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.Training;

/// <summary>Where an image or a mask comes from: a file, a page of a stack, or memory. It is read when asked for, each time anew.</summary>
public sealed class ImageSource
{
    private readonly Func<Image> _read;

    private ImageSource(string name, string? path, Func<Image> read) => (Name, Path, _read) = (name, path, read);

    /// <summary>What to call it in messages: the path, "stack.tif page 3", or a name.</summary>
    public string Name { get; }

    /// <summary>The file, of which it may be a page; null for memory.</summary>
    public string? Path { get; }

    /// <summary>A file that <see cref="Image.Read"/> knows, or a NumPy array: [H, W], [H, W, C] with up to four channels, [D, H, W], or [D, H, W, C].</summary>
    public static ImageSource File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, path, () => FileNames.HasExtension(path, ".npy") ? FromArray(NpyFile.Read(path), path) : Image.Read(path));
    }

    /// <summary>An image in memory.</summary>
    public static ImageSource Memory(string name, Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(name, null, () => image);
    }

    /// <summary>One plane of a stack that has been read already.</summary>
    internal static ImageSource Page(string path, Image stack, int page) => new($"{path} page {page + 1}", path, () => stack.Plane(page));

    /// <summary>Reads the image.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that can't be read.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public Image Read() => _read();

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Image FromArray(NpyArray array, string path)
    {
        var values = array.ToFloats();
        return array.Shape switch
        {
            [var h, var w] => new Image(values, h, w),
            [var h, var w, var c and <= 4] => new Image(values, h, w, c),
            [var d, var h, var w] => new Image(values, d, h, w, 1),
            [var d, var h, var w, var c] => new Image(values, d, h, w, c),
            _ => throw new InvalidDataException($"{path}: an array of {array.Shape.Count} axes is no image; [H, W], [H, W, C], [D, H, W] and [D, H, W, C] are."),
        };
    }
}
