using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>Where the entries of an uncompressed zip archive lie in the file.</summary>
/// <remarks>
/// <c>System.IO.Compression.ZipArchive</c> reads entries as streams from their beginning; a checkpoint asks for any part of any entry,
/// in any order, long after it was opened. Stored entries are plain ranges of the file, so their places are all that is needed.
/// Specification: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections are quoted below).
/// </remarks>
internal static class ZipDirectory
{
    // The largest directory that is read: a checkpoint of a million tensors would fit.
    private const long MaximumBytes = 1 << 28;

    private const uint LocalSignature = 0x04034B50, CentralSignature = 0x02014B50, EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;

    /// <summary>Reads the central directory and the place of each entry's bytes.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="file">The archive.</param>
    /// <param name="writer">Who writes archives of this kind, uncompressed; for messages.</param>
    /// <exception cref="InvalidDataException">The archive is truncated, damaged, compressed or encrypted.</exception>
    public static Dictionary<string, FileRange> Read(string path, FileSnapshot file, string writer = "torch.save")
    {
        using var stream = file.OpenAt(0);
        var (offset, length) = FindDirectory(path, file, stream);
        if (offset < 0 || length < 0 || length > MaximumBytes || offset > file.Length - length)
            throw new InvalidDataException($"{path}: the zip directory should be {length} bytes at {offset}, the file holds {file.Length}.");

        var directory = ReadAt(stream, offset, (int)length);
        var entries = new Dictionary<string, FileRange>();
        for (var at = 0; at < directory.Length;)
        {
            var (name, range, next) = ReadEntry((path, writer), file, stream, directory, at);
            if (!entries.TryAdd(name, range)) throw new InvalidDataException($"{path}: the zip directory names '{name}' twice.");
            at = next;
        }

        return entries;
    }

    /// <summary>4.3.16 end of central directory record: 22 bytes and a comment, at the end of the file; 4.3.14 and 4.3.15 where its 32 bits do not suffice.</summary>
    private static (long Offset, long Length) FindDirectory(string path, FileSnapshot file, Stream stream)
    {
        var tailLength = (int)Math.Min(file.Length, 22 + ushort.MaxValue);
        ReadOnlySpan<byte> tail = ReadAt(stream, file.Length - tailLength, tailLength);
        var end = tailLength - 22;
        while (end >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail[end..]) != EndSignature) end--;
        if (end < 0)
            throw new InvalidDataException($"{path}: the zip archive has no directory at its end (file of {file.Length} bytes): is it truncated?");

        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 12)..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 16)..]);
        if (length != uint.MaxValue && offset != uint.MaxValue) return (offset, length);

        if (end < 20 || BinaryPrimitives.ReadUInt32LittleEndian(tail[(end - 20)..]) != Locator64Signature)
            throw new InvalidDataException($"{path}: the zip64 locator is missing: is the file damaged?");
        var end64 = BinaryPrimitives.ReadInt64LittleEndian(tail[(end - 20 + 8)..]);
        if (end64 < 0 || end64 > file.Length - 56)
            throw new InvalidDataException($"{path}: the zip64 directory record should be at {end64}, the file holds {file.Length} bytes.");
        ReadOnlySpan<byte> record = ReadAt(stream, end64, 56);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
            throw new InvalidDataException($"{path}: no zip64 directory record at {end64}: is the file damaged?");
        return (BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]));
    }

    /// <summary>4.3.12 central directory header: 46 bytes, name, extra field, comment.</summary>
    private static (string Name, FileRange Range, int Next) ReadEntry((string Path, string Writer) archive, FileSnapshot file, Stream stream, ReadOnlySpan<byte> directory, int at)
    {
        var header = directory[at..];
        var path = archive.Path;
        if (header.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(header) != CentralSignature)
            throw new InvalidDataException($"{path}: byte {at} of the zip directory should begin an entry: is the file damaged?");
        int nameLength = U16(header, 28), extraLength = U16(header, 30), commentLength = U16(header, 32);
        if (header.Length < 46 + nameLength + extraLength + commentLength)
            throw new InvalidDataException($"{path}: the zip directory ends within the entry at its byte {at}.");

        var name = Encoding.UTF8.GetString(header.Slice(46, nameLength));
        if (ZipCheckpoint.IsProgram(name)) throw ZipCheckpoint.Program(path);
        if (U16(header, 10) != 0 || (U16(header, 8) & 1) != 0)
            throw new InvalidDataException($"{path}: the entry '{name}' is compressed or encrypted; {archive.Writer} stores tensors as they are: unpack the archive and pack it again without compression.");

        long length = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]), local = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        ReadZip64(header.Slice(46 + nameLength, extraLength), BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) == uint.MaxValue, ref length, ref local);

        // 4.3.7 local file header: 30 bytes, then a name and an extra field of lengths of their own (torch.save aligns tensors with the latter).
        if (local < 0 || local > file.Length - 30) throw Outside(path, name, local, length, file.Length);
        ReadOnlySpan<byte> before = ReadAt(stream, local, 30);
        if (BinaryPrimitives.ReadUInt32LittleEndian(before) != LocalSignature)
            throw new InvalidDataException($"{path}: no zip entry begins at {local}, where '{name}' should: is the file damaged?");
        var offset = local + 30 + U16(before, 26) + U16(before, 28);
        if (length < 0 || offset > file.Length - length) throw Outside(path, name, offset, length, file.Length);
        return (name, new FileRange(offset, length), at + 46 + nameLength + extraLength + commentLength);
    }

    /// <summary>4.5.3 zip64 extra field: 8 bytes for each of size, compressed size and offset whose 32 bits are all ones, in this order.</summary>
    private static void ReadZip64(ReadOnlySpan<byte> extra, bool hasCompressedSize, ref long length, ref long local)
    {
        while (extra.Length >= 4)
        {
            int tag = U16(extra, 0), size = U16(extra, 2);
            if (extra.Length < 4 + size) return;
            if (tag == 1)
            {
                var fields = extra.Slice(4, size);
                if (length == uint.MaxValue) length = Next(ref fields, length);
                if (hasCompressedSize) Next(ref fields, 0);
                if (local == uint.MaxValue) local = Next(ref fields, local);
                return;
            }

            extra = extra[(4 + size)..];
        }

        static long Next(ref ReadOnlySpan<byte> fields, long otherwise)
        {
            if (fields.Length < 8) return otherwise;
            var value = BinaryPrimitives.ReadInt64LittleEndian(fields);
            fields = fields[8..];
            return value;
        }
    }

    private static InvalidDataException Outside(string path, string name, long offset, long length, long fileLength) =>
        new($"{path}: the zip entry '{name}' should be {length} bytes at {offset}, the file holds {fileLength}: is it truncated?");

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static byte[] ReadAt(Stream stream, long offset, int length)
    {
        var bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
