using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>The skeleton of a TIFF file: byte order, and directories that point to one another; a directory is a page.</summary>
/// <remarks>TIFF 6.0 section 2, "TIFF structure"; BigTIFF, https://www.awaresystems.be/imaging/tiff/bigtiff.html, which widens counts and offsets to 64 bits.</remarks>
internal sealed class TiffFile
{
    // What directories and their values may take of a file. Each byte is read once in an honest file; a damaged one may chain directories that overlap without end.
    private long _budget;

    public TiffFile(Stream stream, string name)
    {
        (Stream, Name, Origin) = (stream, name, stream.Position);
        Length = stream.Length - Origin;
        _budget = (2 * Length) + 65536;
        var header = Read(0, (int)Math.Min(16, Length), "the header");

        // "Bytes 0-1: The byte order used within the file. Legal values are: “II” (4949.H) “MM” (4D4D.H)"; "Bytes 2-3 An arbitrary but carefully chosen number (42)". BigTIFF has 43.
        IsBigEndian = header is [(byte)'M', (byte)'M', ..];
        if (header.Length < 8 || !(IsBigEndian || header is [(byte)'I', (byte)'I', ..])) throw Error("a TIFF file begins with II or MM and has at least 8 bytes");
        var version = UInt16(header.AsSpan(2));
        IsBig = version == 43;
        if (version is not (42 or 43)) throw Error($"after the byte order a TIFF file has 42 or 43, this one has {version}");
        if (IsBig && (header.Length < 16 || UInt16(header.AsSpan(4)) != 8)) throw Error("a BigTIFF file has offsets of 8 bytes");
        FirstDirectory = IsBig ? Int64(header.AsSpan(8)) : UInt32(header.AsSpan(4));
    }

    public Stream Stream { get; }

    public string Name { get; }

    /// <summary>Bytes from the TIFF header to the end of the stream.</summary>
    public long Length { get; }

    public bool IsBigEndian { get; }

    /// <summary>Whether the file is a BigTIFF.</summary>
    public bool IsBig { get; }

    private long Origin { get; }

    private long FirstDirectory { get; }

    /// <summary>The directories in the order of the file.</summary>
    public IEnumerable<TiffDirectory> Directories()
    {
        var seen = new HashSet<long>();
        for (var at = FirstDirectory; at != 0;)
        {
            if (!seen.Add(at)) throw Error($"directory {seen.Count} leads back to the one at byte {at:n0}");
            var directory = TiffDirectory.Read(this, at, out at);
            yield return directory;
        }
    }

    /// <summary>Bytes of the skeleton.</summary>
    /// <param name="at">Where, from the header on.</param>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for messages.</param>
    public byte[] Read(long at, long count, string what)
    {
        if (at < 0 || count < 0 || at > Length || count > Length - at)
        {
            throw Error($"{what} should lie at bytes {at:n0} to {(Int128)at + count - 1:n0}, the file ends at {Length:n0}");
        }

        _budget -= count;
        if (_budget < 0) throw Error($"{what} at byte {at:n0} overlaps others: the directories are damaged");
        var bytes = new byte[count];
        ReadPixels(at, bytes);
        return bytes;
    }

    /// <summary>Bytes of pixels, which must lie within the file.</summary>
    public void ReadPixels(long at, Span<byte> bytes)
    {
        Stream.Position = Origin + at;
        if (Stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Error($"the file ends within the {bytes.Length:n0} bytes from {at:n0} on");
        }
    }

    public ushort UInt16(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public uint UInt32(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public long Int64(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    public InvalidDataException Error(string what) => new($"{Name}: {what}{(what.EndsWith('?') ? "" : ".")}");
}
