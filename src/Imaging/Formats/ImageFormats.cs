using UNetSharp.Imaging.Formats.Bmp;
using UNetSharp.Imaging.Formats.Gif;
using UNetSharp.Imaging.Formats.Jpeg;
using UNetSharp.Imaging.Formats.Png;
using UNetSharp.Imaging.Formats.Rows;
using UNetSharp.Imaging.Formats.Tiff;

namespace UNetSharp.Imaging.Formats;

/// <summary>The catalogue of formats. A new format is a folder and a line here.</summary>
public static class ImageFormats
{
    /// <summary>How many bytes of a file are looked at to tell its format. DICOM keeps its mark at 128; the widest is a TAR's, at 257.</summary>
    public const int StartLength = 512;

    /// <summary>Every format.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } =
    [
        new PngFormat(),
        new TiffFormat(),
        new JpegFormat(),
        new BmpFormat(),
        new GifFormat(),
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
        var known = string.Join(' ', All.SelectMany(format => format.Extensions));
        return All.FirstOrDefault(format => format.Extensions.Contains(extension))
            ?? throw new ArgumentException($"{path}: no image format is written under \"{extension}\"; known are {known}.");
    }

    /// <summary>Writes an image; see <see cref="Image.Write"/>.</summary>
    /// <inheritdoc cref="Image.Write"/>
    public static void Write(Image image, string path, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        var format = ForPath(path);
        NewFile.Write(path, overwrite, stream => format.Write(image, stream, path));
    }

    /// <summary>Opens a picture of any size for reading in bands of rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="page">Which plane of a stack, from 0.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of a kind that can't be read, or has no such page.</exception>
    public static IRowReader OpenRows(string path, int page = 0)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            return new FileReader(file, Detect(file, path).OpenRows(file, path, page));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Creates a picture of any size, to be written in bands of rows.</summary>
    /// <param name="path">Where to; the extension chooses the format.</param>
    /// <param name="layout">The whole picture's size and kind.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <exception cref="ArgumentException">No format has this extension, or the format can't hold such a picture.</exception>
    /// <exception cref="IOException">The file exists and <paramref name="overwrite"/> is false, or it can't be written.</exception>
    public static IRowWriter CreateRows(string path, ImageLayout layout, bool overwrite = false)
    {
        var format = ForPath(path);
        var file = new NewFile(path, overwrite);
        try
        {
            return new NewFileWriter(file, format.CreateRows(layout, file.Stream, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
