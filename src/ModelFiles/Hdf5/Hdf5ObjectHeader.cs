namespace UNetSharp.ModelFiles;

/// <summary>Which message of an object header it is. Others are passed over.</summary>
internal enum Hdf5MessageKind
{
    /// <summary>Extents of a dataset.</summary>
    Dataspace = 0x01,

    /// <summary>Where links lie that are not in the header itself.</summary>
    LinkPlaces = 0x02,

    /// <summary>Of what a dataset's elements are.</summary>
    Datatype = 0x03,

    /// <summary>What stands where nothing was written.</summary>
    FillValue = 0x05,

    /// <summary>A child of a group.</summary>
    Link = 0x06,

    /// <summary>Where a dataset's values lie.</summary>
    Layout = 0x08,

    /// <summary>What chunks went through.</summary>
    Filters = 0x0B,

    /// <summary>A named value of a group or dataset.</summary>
    Attribute = 0x0C,

    /// <summary>Further messages elsewhere.</summary>
    Continuation = 0x10,

    /// <summary>The children of a group of the old form.</summary>
    SymbolTable = 0x11,

    /// <summary>Where attributes lie that are not in the header itself.</summary>
    AttributePlaces = 0x15,
}

/// <summary>A message of an object header.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="IsShared">Whether it stands elsewhere and is only pointed to.</param>
/// <param name="Bytes">Its content.</param>
internal readonly record struct Hdf5Message(Hdf5MessageKind Kind, bool IsShared, Hdf5Bytes Bytes);

/// <summary>Object headers of version 1 and 2, with the blocks that continue them: section IV.A of the specification.</summary>
internal static class Hdf5ObjectHeader
{
    private const int MostMessages = 1 << 20, Committed = 2;

    // Of a header of version 1: 12 bytes and 4 that align the messages; of version 2 at most: signature, version, flags, four times, two counts of attributes, size.
    private const int FirstBytes = 40;

    /// <summary>The messages of the object at an address.</summary>
    /// <exception cref="InvalidDataException">There is no object.</exception>
    public static List<Hdf5Message> Read(Hdf5Source source, long address)
    {
        var head = source.UpTo(address, FirstBytes);
        if (head.Left > 0 && head.Peek() == 1)
        {
            head.Skip(8);
            return Messages(source, source.At(address + 16, (long)head.Number(4)), isOld: true, hasOrder: false);
        }

        head.Require("OHDR");
        if (head.Byte() is not 2 and var version) throw head.Wrong($"an object header of version {version}, 1 and 2 are read");
        var flags = head.Byte();
        head.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var length = (long)Math.Min(head.Number(1 << (flags & 3)), long.MaxValue);
        return Messages(source, source.At(head.Address, length), isOld: false, hasOrder: (flags & 4) != 0);
    }

    /// <summary>The first message of a kind; null where there is none. One that several objects share stands in the header of a type with a name of its own (section IV.A.1.c).</summary>
    public static Hdf5Bytes? Find(Hdf5Source source, IReadOnlyList<Hdf5Message> messages, Hdf5MessageKind kind)
    {
        if (messages.Where(message => message.Kind == kind).Take(1).ToArray() is not [var found]) return null;
        if (!found.IsShared) return found.Bytes;
        var version = found.Bytes.Byte();
        var place = found.Bytes.Byte();
        if (version == 3 && place != Committed) throw found.Bytes.Wrong("a message in a heap for shared messages, which is not read");
        found.Bytes.Skip(version == 1 ? 6 : 0);
        return Read(source, found.Bytes.Offset()).Where(message => message.Kind == kind && !message.IsShared).Select(message => message.Bytes).FirstOrDefault();
    }

    private static List<Hdf5Message> Messages(Hdf5Source source, Hdf5Bytes first, bool isOld, bool hasOrder)
    {
        var (messages, blocks) = (new List<Hdf5Message>(), new Queue<Hdf5Bytes>([first]));
        while (blocks.TryDequeue(out var block))
        {
            // What is left of a block of version 2 is a gap too small for a message.
            while (block.Left >= (isOld ? 8 : hasOrder ? 6 : 4))
            {
                var (kind, size) = (isOld ? block.Word() : block.Byte(), block.Word());
                var flags = block.Byte();
                block.Skip(isOld ? 3 : hasOrder ? 2 : 0);
                var message = new Hdf5Message((Hdf5MessageKind)kind, (flags & 2) != 0, block.Piece(size));
                if (messages.Count >= MostMessages) throw block.Wrong($"more than {MostMessages} messages of one object");
                messages.Add(message);
                if (message.Kind == Hdf5MessageKind.Continuation) blocks.Enqueue(Continued(source, message.Bytes, isOld));
            }
        }

        return messages;
    }

    // Of version 2 a block has a signature in front and a checksum behind.
    private static Hdf5Bytes Continued(Hdf5Source source, Hdf5Bytes message, bool isOld)
    {
        var (address, length) = (message.Offset(), message.Length());
        var block = source.At(address, length);
        if (isOld) return block;
        block.Require("OCHK");
        return block.Piece(block.Left - 4);
    }
}
