using System.Globalization;

namespace UNetSharp.ModelFiles;

/// <summary>An HDF5 file as Keras writes it: groups of the old form, datasets in one run or in chunks, attributes of texts.</summary>
/// <remarks>
/// Specification: https://docs.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html (sections II superblock, III.A B-trees, III.D local heaps, IV object headers). Read: superblocks 0 to 3, object headers 1
/// and 2, symbol tables and links within object headers, contiguous, compact and chunked layouts with deflate and shuffle. Not read: groups in fractal heaps, variable-length texts (passed over).
/// </remarks>
internal sealed class Hdf5File
{
    private const int MostObjects = 100_000, MostMessages = 10_000, Deepest = 32, MostTreeNodes = 1 << 20;

    // "\\211 H D F \\r \\n \\032 \\n" as a little-endian number.
    private const ulong Signature = 0x0A1A0A0D46444889;

    private readonly string path;
    private readonly FileSnapshot file;
    private readonly long baseAddress;
    private readonly (int Offset, int Length) sizes;
    private readonly long root;
    private readonly Dictionary<string, Hdf5Dataset> datasets = [];
    private readonly Dictionary<string, string> attributes = [];
    private int objects;

    /// <summary>Reads the file's groups; datasets are read when asked for.</summary>
    /// <exception cref="InvalidDataException">No HDF5, damaged, or of a form that is not read.</exception>
    public Hdf5File(string path)
    {
        (this.path, file, sizes) = (path, new FileSnapshot(path), (8, 8));
        if (file.Length < 96 || Piece(0, 8).Number(8) != Signature) throw new InvalidDataException($"{path}: is no HDF5 file.");
        var head = Piece(8, 88);
        var version = head.Byte();
        if (version > 3) throw head.Wrong($"a superblock of version {version}");
        if (version < 2) head.Skip(4);
        sizes = (head.Byte(), head.Byte());
        if (sizes.Offset is not (4 or 8) || sizes.Length is not (4 or 8)) throw head.Wrong($"addresses of {sizes.Offset} and lengths of {sizes.Length} bytes");
        head.Skip(version < 2 ? 1 + 4 + 4 + (version == 1 ? 4 : 0) : 1);
        var addresses = Piece(head.Address, head.Left);
        baseAddress = addresses.Offset();
        addresses.Offset();
        addresses.Offset();
        if (version < 2)
        {
            addresses.Offset();
            addresses.Offset();
        }

        root = addresses.Offset();
        Walk(root, "", 0);
    }

    /// <summary>The datasets, by their paths: "convolution2d_1/convolution2d_1_W".</summary>
    public IReadOnlyDictionary<string, Hdf5Dataset> Datasets => datasets;

    /// <summary>The attributes that are texts or lists of them (joined by blanks), by group and name: "layer_names" of the root.</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    /// <summary>Bytes of the file.</summary>
    public Hdf5Bytes Piece(long address, long count)
    {
        if (address < 0 || count < 0 || count > int.MaxValue || address > file.Length - count) throw new InvalidDataException($"{path}: {count} bytes are wanted at byte {address}, the file holds {file.Length}: is it truncated?");
        var bytes = new byte[count];
        using var stream = file.OpenAt(address);
        stream.ReadExactly(bytes);
        return new Hdf5Bytes(path, bytes, address, sizes);
    }

    /// <summary>A stream that stands at an address of the file.</summary>
    public Stream OpenAt(long address, long count) =>
        address >= 0 && address <= file.Length - baseAddress - count ? file.OpenAt(baseAddress + address) : throw new InvalidDataException($"{path}: {count} bytes are wanted at byte {address}, the file holds {file.Length}: is it truncated?");

    /// <summary>Bytes at an address as the file counts them.</summary>
    public Hdf5Bytes At(long address, long count) => Piece(baseAddress + address, count);

    private void Walk(long address, string name, int depth)
    {
        if (++objects > MostObjects || depth > Deepest) throw new InvalidDataException($"{path}: has more than {MostObjects} objects, or groups deeper than {Deepest}.");
        var dataset = new Hdf5Dataset(path, name);
        foreach (var (type, message) in Messages(address))
        {
            switch (type)
            {
                case 0x01:
                    dataset.ReadDataspace(message);
                    break;
                case 0x03:
                    dataset.ReadDatatype(message);
                    break;
                case 0x06:
                    ReadLink(message, name, depth);
                    break;
                case 0x08:
                    dataset.ReadLayout(message);
                    break;
                case 0x0B:
                    dataset.ReadFilters(message);
                    break;
                case 0x0C:
                    ReadAttribute(message, name);
                    break;
                case 0x11:
                    var (tree, heap) = (message.Offset(), message.Offset());
                    foreach (var (child, place) in Symbols(tree, heap)) Walk(place, Join(name, child), depth + 1);
                    break;
            }
        }

        if (dataset.IsComplete) datasets[name] = dataset;
    }

    // IV.A: object headers of version 1, or of version 2 with the signature OHDR.
    private List<(int Type, Hdf5Bytes Message)> Messages(long address)
    {
        var (messages, blocks) = (new List<(int, Hdf5Bytes)>(), new Queue<(Hdf5Bytes Block, bool Wide)>());
        var head = At(address, Math.Min(64, file.Length - baseAddress - address));
        var wide = head.Byte() == 1;
        var ordered = false;
        if (wide)
        {
            head.Skip(7);
            blocks.Enqueue((At(address + 16, (long)head.Number(4)), true));
        }
        else
        {
            head = At(address, Math.Min(64, file.Length - baseAddress - address));
            head.Require("OHDR");
            head.Skip(1);
            var flags = head.Byte();
            ordered = (flags & 4) != 0;
            head.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
            var length = (long)head.Number(1 << (flags & 3));
            blocks.Enqueue((At(head.Address - baseAddress, length), false));
        }

        while (blocks.TryDequeue(out var entry))
        {
            var block = entry.Block;
            while (block.Left >= (entry.Wide ? 8 : ordered ? 6 : 4))
            {
                var type = entry.Wide ? block.Word() : block.Byte();
                var size = block.Word();
                block.Skip(entry.Wide ? 4 : ordered ? 3 : 1);
                if (size > block.Left) break;
                var message = block.Piece(size);
                if (messages.Count > MostMessages) throw block.Wrong($"more than {MostMessages} messages of one object");
                if (type != 0x10)
                {
                    messages.Add((type, message));
                    continue;
                }

                var (more, length) = (message.Offset(), message.Length());
                messages.Add((type, message));
                blocks.Enqueue((entry.Wide ? At(more, length) : At(more + 4, length - 8), entry.Wide));
            }
        }

        return messages;
    }

    // III.A.1: nodes of a B-tree of version 1 lead to symbol table nodes (III.C); names lie in a local heap (III.D).
    private List<(string Name, long Address)> Symbols(long tree, long heap)
    {
        var header = At(heap, 8 + (2 * sizes.Length) + sizes.Offset);
        header.Require("HEAP");
        header.Skip(4);
        var size = header.Length();
        header.Length();
        var data = header.Offset();
        var names = At(data, size).Take((int)size).ToArray();
        var symbols = new List<(string, long)>();
        foreach (var (_, child) in Leaves(tree, 0, sizes.Length))
        {
            var node = At(child, 8);
            node.Require("SNOD");
            node.Skip(2);
            var count = node.Word();
            var entries = At(child + 8, (long)count * ((2 * sizes.Offset) + 24));
            for (var entry = 0; entry < count; entry++)
            {
                var (name, address) = (entries.Offset(), entries.Offset());
                entries.Skip(24);
                if (name < 0 || name >= names.Length) throw entries.Wrong("a name outside its heap");
                var ending = Array.IndexOf(names, (byte)0, (int)name);
                symbols.Add((System.Text.Encoding.UTF8.GetString(names, (int)name, (ending < 0 ? names.Length : ending) - (int)name), address));
            }
        }

        return symbols;
    }

    /// <summary>The children of a B-tree's lowest nodes with their keys.</summary>
    public List<(Hdf5Bytes Key, long Child)> Leaves(long tree, int kind, int keySize)
    {
        var (found, open) = (new List<(Hdf5Bytes, long)>(), new Stack<long>([tree]));
        for (var nodes = 0; open.TryPop(out var address); nodes++)
        {
            var header = At(address, 8 + (2 * sizes.Offset));
            header.Require("TREE");
            var (type, level, count) = (header.Byte(), header.Byte(), header.Word());
            if (type != kind || nodes > MostTreeNodes || found.Count > MostTreeNodes) throw header.Wrong("a tree of another kind, or one without end");
            var entries = At(address + 8 + (2 * sizes.Offset), (long)count * (keySize + sizes.Offset));
            for (var entry = 0; entry < count; entry++)
            {
                var (key, child) = (entries.Piece(keySize), entries.Offset());
                if (level == 0) found.Add((key, child));
                else open.Push(child);
            }
        }

        return found;
    }

    // IV.A.2.g: a link within the object header of a newer group.
    private void ReadLink(Hdf5Bytes message, string name, int depth)
    {
        message.Skip(1);
        var flags = message.Byte();
        if ((flags & 8) != 0 && message.Byte() != 0) return; // a soft link
        message.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var child = message.Text((int)Math.Min(message.Number(1 << (flags & 3)), int.MaxValue));
        Walk(message.Offset(), Join(name, child), depth + 1);
    }

    // IV.A.2.m: only texts of fixed length are of use here.
    private void ReadAttribute(Hdf5Bytes message, string group)
    {
        var version = message.Byte();
        message.Skip(1);
        var (nameSize, typeSize, spaceSize) = (message.Word(), message.Word(), message.Word());
        if (version == 3) message.Skip(1);
        var name = Padded(nameSize).Text(nameSize);
        var (type, space) = (Padded(typeSize), Padded(spaceSize));
        var described = new Hdf5Dataset(path, name);
        described.ReadDataspace(space);
        if (typeSize < 8 || (type.Byte() & 0x0F) != 3) return;
        type.Skip(3);
        var width = (int)Math.Min(type.Number(4), int.MaxValue);
        var texts = new List<string>();
        while (width > 0 && message.Left >= width && texts.Count < described.Count) texts.Add(message.Text(width));
        attributes[Join(group, name)] = string.Join(' ', texts);

        Hdf5Bytes Padded(int size)
        {
            var piece = message.Piece(size);
            if (version == 1) message.Skip(Math.Min(((size + 7) / 8 * 8) - size, message.Left));
            return piece;
        }
    }

    private static string Join(string group, string name) => group.Length == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{group}/{name}");
}
