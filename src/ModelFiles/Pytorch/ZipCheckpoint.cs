using System.IO.Compression;
using System.Text;

namespace UNetSharp.ModelFiles;

/// <summary>The form of <c>torch.save</c> since PyTorch 1.6: an uncompressed zip archive.</summary>
/// <remarks>
/// Defined by <c>_save</c> in https://github.com/pytorch/pytorch/blob/main/torch/serialization.py and by caffe2/serialize/inline_container.h. Below one folder,
/// whatever its name: <c>data.pkl</c>, the pickled object; <c>data/KEY</c>, the bytes of each storage; <c>byteorder</c>, "little" (absent before 2.1);
/// <c>version</c>, a number that has no bearing on tensors.
/// </remarks>
internal static class ZipCheckpoint
{
    private const string Pickle = "data.pkl";

    /// <summary>The object, and where its storages lie.</summary>
    /// <exception cref="InvalidDataException">The file is no such checkpoint, is damaged or truncated.</exception>
    public static (PytorchFlattening Contents, Dictionary<string, FileRange> Storages) Read(string path, FileSnapshot file)
    {
        var entries = ZipDirectory.Read(path, file);
        var pickle = entries.Keys.FirstOrDefault(name => name == Pickle || name.EndsWith("/" + Pickle, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{path}: is a zip archive, but not of torch.save: it has no {Pickle} among its {entries.Count} entries.");
        var folder = pickle[..^Pickle.Length];
        if (entries.TryGetValue(folder + "byteorder", out var order) && Encoding.ASCII.GetString(ReadEntry(file, order with { Length = Math.Min(order.Length, 16) })) != "little")
            throw new InvalidDataException($"{path}: was not written by a little-endian machine: save it again on one.");

        var contents = new PytorchFlattening(path);
        using (var stream = new MemoryStream(ReadEntry(file, entries[pickle].Length <= MaximumPickle ? entries[pickle] : throw new InvalidDataException($"{path}: {Pickle} has {entries[pickle].Length} bytes, more than a checkpoint needs."))))
            contents.Add(new PickleReader(stream, $"{path}: {Pickle}").Read());

        var data = folder + "data/";
        return (contents, entries.Where(entry => entry.Key.StartsWith(data, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[data.Length..], entry => entry.Value));
    }

    /// <summary>Whether an entry is one that only programs have: TorchScript's source (which is compressed, unlike tensors) and its constants.</summary>
    public static bool IsProgram(string entry) => entry.EndsWith("/constants.pkl", StringComparison.Ordinal) || entry.Contains("/code/__torch__", StringComparison.Ordinal);

    /// <summary>The refusal of a program.</summary>
    public static InvalidDataException Program(string path) =>
        new($"{path}: is a TorchScript program, not weights; save these in Python: torch.save(torch.jit.load(path).state_dict(), other), or export it to ONNX.");

    /// <summary>Writes a state dictionary that <c>torch.load(path)</c> reads, with <c>weights_only</c> or without.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, Pickle, entry => PickleWriter.WriteStateDictionary(entry, tensors));
        Add(archive, "byteorder", entry => entry.Write("little"u8));
        for (var i = 0; i < tensors.Count; i++) Add(archive, $"data/{i}", tensors[i].CopyTo);
        Add(archive, "version", entry => entry.Write("3\n"u8));
    }

    private const long MaximumPickle = 1 << 28;

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        // torch.load takes the folder's name from the first entry, and reads stored entries only.
        var entry = archive.CreateEntry("archive/" + name, CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same weights give the same file
        using var stream = entry.Open();
        write(stream);
    }

    private static byte[] ReadEntry(FileSnapshot file, FileRange range)
    {
        var bytes = new byte[range.Length];
        using var stream = file.OpenAt(range.Offset);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
