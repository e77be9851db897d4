using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats;

/// <summary>A file format of images: how to know it, read it and write it. Each lives in its own folder; the catalogue is <see cref="ImageFormats"/>.</summary>
public abstract class ImageFormat
{
    /// <summary>The name that people use: "PNG".</summary>
    public abstract string Name { get; }

    /// <summary>The extensions by which a writer is chosen, with the dot, in small letters; the first is the usual one.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether a file that begins so is of this format.</summary>
    /// <param name="start">The first bytes: <see cref="ImageFormats.StartLength"/>, or all of a shorter file.</param>
    public abstract bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Reads an image.</summary>
    /// <param name="stream">The file, seekable, at its beginning.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or uses a part of the format that is not read.</exception>
    public abstract Image Read(Stream stream, string name);

    /// <summary>Writes an image.</summary>
    /// <param name="image">What to write.</param>
    /// <param name="stream">Where to: seekable, empty.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="ArgumentException">The format can't hold such an image, or is not written at all.</exception>
    public abstract void Write(Image image, Stream stream, string name);

    /// <summary>Reads one plane of an image in bands of rows.</summary>
    /// <param name="stream">The file, seekable, at its beginning; stays open as long as the reader.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="page">Which plane, from 0.</param>
    /// <exception cref="InvalidDataException">The file is damaged, has no such page, or uses a part of the format that is not read.</exception>
    public virtual IRowReader OpenRows(Stream stream, string name, int page)
    {
        var image = Read(stream, name);
        if (page < 0 || page >= image.Depth) throw new InvalidDataException($"{name}: page {page} is asked for, counted from 0, but there are {image.Depth}.");
        return new WholeImageReader(image.Plane(page), image.Depth);
    }

    /// <summary>Writes a picture in bands of rows.</summary>
    /// <param name="layout">The whole picture's size and kind.</param>
    /// <param name="stream">Where to: seekable, empty.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <exception cref="ArgumentException">The format can't hold such a picture.</exception>
    public virtual IRowWriter CreateRows(ImageLayout layout, Stream stream, string name) => new WholeImageWriter(layout, image => Write(image, stream, name));
}
