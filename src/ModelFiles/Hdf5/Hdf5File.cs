namespace UNetSharp.ModelFiles;

/// <summary>An HDF5 file, as far as weights need it: groups, datasets of numbers, attributes of texts.</summary>
/// <remarks>
/// Specification: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, whose sections are quoted where they are implemented. Read: superblocks 0 to 3, behind a user's block too; object headers 1 and
/// 2; groups by symbol tables, by links in their headers and in fractal heaps; values in the header, in one run and in chunks (B-trees of version 1, single, implicit, fixed arrays), through deflate, shuffle and
/// Fletcher's checksum; texts of fixed and of variable length. What else a dataset may be is said when its values are asked for. Checksums of headers are passed over.
/// </remarks>
internal sealed class Hdf5File
{
    private const int MostObjects = 100_000, Deepest = 32;

    private readonly Hdf5Source source;
    private readonly Hdf5Attributes texts;
    private readonly Dictionary<string, Hdf5Dataset> datasets = [];
    private readonly Dictionary<string, string> attributes = [];
    private readonly HashSet<long> groups = [];
    private int objects;

    /// <summary>Reads the file's groups; datasets are read when asked for.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="range">Where HDF5 begins and ends in it: an archive may be around it.</param>
    /// <exception cref="InvalidDataException">No HDF5, damaged, or of a form that is not read.</exception>
    public Hdf5File(string path, FileSnapshot file, FileRange range)
    {
        (source, var root) = Hdf5Superblock.Read(path, file, range);
        texts = new Hdf5Attributes(source);
        Walk(root, "", 0);
    }

    /// <summary>The datasets, by their paths: "convolution2d_1/convolution2d_1_W".</summary>
    public IReadOnlyDictionary<string, Hdf5Dataset> Datasets => datasets;

    /// <summary>The attributes that are texts or lists of them, by group and name: "layer_names" of the root, "conv2d/weight_names".</summary>
    public IReadOnlyDictionary<string, string> Attributes => attributes;

    private void Walk(long address, string name, int depth)
    {
        if (++objects > MostObjects || depth > Deepest) throw new InvalidDataException($"{source.Path}: has more than {MostObjects} objects, or groups deeper than {Deepest}.");
        var messages = Hdf5ObjectHeader.Read(source, address);
        foreach (var (attribute, text) in texts.Of(messages)) attributes[Join(name, attribute)] = text;
        if (Hdf5Dataset.Of(source, name, messages, attributes.GetValueOrDefault(Join(name, "dtype"))) is { } dataset) datasets[name] = dataset;

        // Links may lead back to a group that is above: each is entered once.
        if (!messages.Any(message => message.Kind is Hdf5MessageKind.SymbolTable or Hdf5MessageKind.Link or Hdf5MessageKind.LinkPlaces) || !groups.Add(address)) return;
        foreach (var (child, place) in Hdf5Links.Of(source, messages)) Walk(place, Join(name, child), depth + 1);
    }

    private static string Join(string group, string name) => group.Length == 0 ? name : $"{group}/{name}";
}
