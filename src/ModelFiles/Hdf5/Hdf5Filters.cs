using System.Buffers.Binary;
using System.IO.Compression;

namespace UNetSharp.ModelFiles;

/// <summary>What the chunks of a dataset went through when they were written: section IV.A.2.l of the specification. Deflate, shuffle and Fletcher's checksum are undone.</summary>
internal sealed class Hdf5Filters
{
    /// <summary>How many bytes deflate makes one of at best (zlib's technical details).</summary>
    public const long MostInflation = 1032;

    private const int Deflate = 1, Shuffle = 2, Fletcher32 = 3, Most = 32, ChecksumBytes = 4;

    private readonly List<int> filters = [];

    /// <summary>No filters.</summary>
    public static Hdf5Filters None { get; } = new();

    /// <summary>Whether chunks are stored as they are.</summary>
    public bool IsEmpty => filters.Count == 0;

    /// <summary>Reads the message.</summary>
    public static Hdf5Filters Read(Hdf5Bytes message)
    {
        var read = new Hdf5Filters();
        var (version, count) = (message.Byte(), message.Byte());
        if (version is not (1 or 2) || count > Most) throw message.Wrong($"{count} filters of version {version}");
        message.Skip(version == 1 ? 6 : 0);
        for (var filter = 0; filter < count; filter++)
        {
            var id = message.Word();
            var name = version == 1 || id >= 256 ? message.Word() : 0;
            message.Skip(2);
            var values = message.Word();
            message.Skip((version == 1 ? (name + 7) / 8 * 8 : name) + (4 * values) + (version == 1 && values % 2 == 1 ? 4 : 0));
            read.filters.Add(id);
        }

        return read;
    }

    /// <summary>A chunk as it was before the filters.</summary>
    /// <param name="stored">The chunk as the file has it.</param>
    /// <param name="expected">Its bytes.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="omitted">A bit for each filter that was left out of this chunk.</param>
    /// <param name="where">What it is, for messages.</param>
    /// <exception cref="InvalidDataException">Another filter, or damage.</exception>
    public byte[] Undo(byte[] stored, int expected, int size, ulong omitted, string where)
    {
        var bytes = stored;
        for (var at = filters.Count - 1; at >= 0; at--)
        {
            if ((omitted >> at & 1) != 0) continue;

            // Checksums that were taken before this filter still follow the values.
            var checksums = ChecksumBytes * Enumerable.Range(0, at).Count(before => filters[before] == Fletcher32 && (omitted >> before & 1) == 0);
            bytes = filters[at] switch
            {
                Deflate => Inflated(bytes, expected + checksums, where),
                Shuffle => Unshuffled(bytes, size),
                Fletcher32 => Checked(bytes, where),
                var other => throw new InvalidDataException($"{where} was written through filter {other} of HDF5; deflate, shuffle and Fletcher's checksum are read: write it again with these, or with none."),
            };
        }

        return bytes.Length == expected ? bytes : throw new InvalidDataException($"{where} holds {bytes.Length} bytes instead of {expected}: is the file damaged?");
    }

    private static byte[] Inflated(byte[] bytes, int expected, string where)
    {
        if (expected > MostInflation * (bytes.Length + 1)) throw new InvalidDataException($"{where} cannot hold {expected} bytes in {bytes.Length}: is the file damaged?");
        var whole = new byte[expected];
        using var stream = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        try
        {
            var count = stream.ReadAtLeast(whole, expected, throwOnEndOfStream: false);
            return count == expected ? whole : throw new InvalidDataException($"{where} ends after {count} bytes instead of {expected}: is the file damaged?");
        }
        catch (InvalidDataException damaged) when (!damaged.Message.StartsWith(where, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{where} is not compressed as it should be: {damaged.Message}", damaged);
        }
    }

    // All first bytes of the elements, then all second ones, …; what is no whole element stays at the end.
    private static byte[] Unshuffled(byte[] bytes, int size)
    {
        var (whole, count) = ((byte[])bytes.Clone(), bytes.Length / size);
        for (var element = 0; element < count; element++)
            for (var part = 0; part < size; part++)
                whole[(element * size) + part] = bytes[(part * count) + element];
        return whole;
    }

    private static byte[] Checked(byte[] bytes, string where)
    {
        if (bytes.Length < ChecksumBytes) throw new InvalidDataException($"{where} holds {bytes.Length} bytes, fewer than its checksum: is the file damaged?");
        var (values, expected) = (bytes[..^ChecksumBytes], BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes)));
        var sum = Fletcher(values);

        // HDF5 1.6.2 and before wrote the two bytes of each half the other way round; its later versions read both.
        var old = ((sum & 0x00FF00FF) << 8) | ((sum >> 8) & 0x00FF00FF);
        return sum == expected || old == expected ? values : throw new InvalidDataException($"{where} does not have its checksum: is the file damaged?");
    }

    // Fletcher, IEEE Transactions on Communications 30, 1982: big-endian words of 16 bits, their sum and the sum of their sums, in ones' complement.
    private static uint Fletcher(ReadOnlySpan<byte> bytes)
    {
        var (first, second) = (0UL, 0UL);
        for (var at = 0; at < bytes.Length; at += 2)
        {
            first = Folded(first + ((uint)bytes[at] << 8) + (at + 1 < bytes.Length ? bytes[at + 1] : 0u));
            second = Folded(second + first);
        }

        return (uint)((second << 16) | first);

        static ulong Folded(ulong sum) => (sum & 0xFFFF) + (sum >> 16);
    }
}
