namespace UNetSharp.Imaging.Formats;

/// <summary>The catalogue of formats. A new format is a folder and a line here.</summary>
public static class ImageFormats
{
    /// <summary>How many bytes of a file are looked at to tell its format. DICOM keeps its mark at 128; the widest is a TAR's, at 257.</summary>
    public const int StartLength = 512;

    /// <summary>Every format.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } =
    [
    ];

    /// <summary>Reads an image from a file; see <see cref="Image.Read"/>.</summary>
    /// <inheritdoc cref="Image.Read"/>
    public static Image Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        return Read(file, path);
    }

    /// <summary>Reads an image from a seekable stream.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a kind that can't be read.</exception>
    public static Image Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Detect(stream, name).Read(stream, name);
    }

    /// <summary>The format of a file, told by its first bytes. The stream is left where it was.</summary>
    /// <exception cref="InvalidDataException">No format of the catalogue begins so; the message says what the file is, if it is known.</exception>
    public static ImageFormat Detect(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> buffer = stackalloc byte[StartLength];
        var origin = stream.Position;
        var start = buffer[..stream.ReadAtLeast(buffer, StartLength, throwOnEndOfStream: false)];
        stream.Position = origin;
        foreach (var format in All)
        {
            if (format.Recognises(start)) return format;
        }

        throw new InvalidDataException($"{name}: {ForeignFormats.Describe(start)}");
    }

    /// <summary>The format that a path's extension names.</summary>
    /// <exception cref="ArgumentException">No format has that extension.</exception>
    public static ImageFormat ForPath(string path)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return All.FirstOrDefault(format => format.Extensions.Contains(extension))
            ?? throw new ArgumentException($"{path}: no image format is written under \"{extension}\"; known are {string.Join(' ', All.SelectMany(format => format.Extensions))}.");
    }

    /// <summary>Writes an image; see <see cref="Image.Write"/>.</summary>
    /// <inheritdoc cref="Image.Write"/>
    public static void Write(Image image, string path, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        var format = ForPath(path);
        NewFile.Write(path, overwrite, stream => format.Write(image, stream, path));
    }
}
