namespace UNetSharp.ModelFiles;

/// <summary>The attributes of a group or dataset that are texts, or lists of texts.</summary>
/// <param name="source">The file.</param>
internal sealed class Hdf5Attributes(Hdf5Source source)
{
    private const int IdentityBytes = 8;

    private readonly Hdf5GlobalHeap texts = new(source);

    /// <summary>Names and texts; of a list the texts are joined by blanks.</summary>
    public IEnumerable<(string Name, string Text)> Of(IReadOnlyList<Hdf5Message> messages) => messages.SelectMany(message => message.Kind switch
    {
        Hdf5MessageKind.Attribute when !message.IsShared => Read(message.Bytes),
        Hdf5MessageKind.AttributePlaces => Dense(message.Bytes),
        _ => [],
    });

    // IV.A.2.v: attributes in a fractal heap, found by records that begin with an identity.
    private IEnumerable<(string Name, string Text)> Dense(Hdf5Bytes message)
    {
        message.Skip(1);
        message.Skip((message.Byte() & 1) != 0 ? 2 : 0);
        var (heap, tree) = (message.Offset(), message.Offset());
        if (heap < 0 || tree < 0) yield break;
        var attributes = new Hdf5FractalHeap(source, heap);
        foreach (var record in Hdf5Tree2.Records(source, tree))
            foreach (var attribute in attributes.Object(record.Piece(IdentityBytes)) is { } bytes ? Read(bytes) : []) yield return attribute;
    }

    // IV.A.2.m: name, type and extents, each padded to eight bytes in version 1; then the value.
    private (string Name, string Text)[] Read(Hdf5Bytes message)
    {
        var (version, flags) = (message.Byte(), message.Byte());
        if (version is < 1 or > 3) throw message.Wrong($"an attribute of version {version}, 1 to 3 are read");
        var (nameSize, typeSize, spaceSize) = (message.Word(), message.Word(), message.Word());
        if (version == 3) message.Skip(1);
        var (name, type, space) = (Padded(nameSize).Text(nameSize), Padded(typeSize), Padded(spaceSize));
        if (version > 1 && (flags & 3) != 0) return []; // type or extents stand elsewhere
        var datatype = Hdf5Datatype.Read(type);
        if (!datatype.IsText || datatype.Size < 1) return [];
        var count = Hdf5Dataspace.Read(space).Aggregate(1L, (product, extent) => product * extent);
        var read = new List<string>();
        while (read.Count < count)
        {
            var element = message.Piece(datatype.Size);
            read.Add(datatype.IsInHeap ? texts.Text(element) : element.Text(datatype.Size));
        }

        return [(name, string.Join(' ', read))];

        Hdf5Bytes Padded(int size)
        {
            var piece = message.Piece(size);
            if (version == 1) message.Skip(Math.Min(-size & 7, message.Left));
            return piece;
        }
    }
}
