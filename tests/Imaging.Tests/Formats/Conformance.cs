using System.Security.Cryptography;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Formats;

/// <summary>A folder of files that others wrote, with a manifest that tells what is in each: the hash of the array that independent decoders made of it.</summary>
internal sealed class Conformance
{
    private readonly Dictionary<string, Entry> _entries;

    private Conformance(string folder)
    {
        Folder = folder;
        var lines = File.ReadAllLines(Path.Combine(folder, "MANIFEST.tsv"));
        var columns = lines[0].Split('\t');
        _entries = lines[1..].Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => new Entry(cells[0], Cell(cells, "status"), Cell(cells, "decoder"), Cell(cells, "shape"), Cell(cells, "dtype"), Cell(cells, "decoded_sha256"), Cell(cells, "facts")));

        string Cell(string[] cells, string column) => cells[Array.IndexOf(columns, column)];
    }

    /// <summary>One file: what became of it elsewhere. The hash is of the array in C order, little-endian.</summary>
    internal sealed record Entry(string File, string Status, string Decoder, string Shape, string Dtype, string Sha256, string Facts)
    {
        public int[] Extents => Shape == "-" ? [] : [.. Shape.Split('x').Select(int.Parse)];
    }

    public string Folder { get; }

    public Entry this[string file] => _entries[file];

    /// <summary>Every file of a folder, for a theory; none where it is absent.</summary>
    public static TheoryData<string> Files(string folder) => Directory.Exists(Repository.Shared("data", folder)) ? [.. new Conformance(Repository.Shared("data", folder))._entries.Keys] : [];

    /// <summary>Opens a folder; skips the test where it is absent.</summary>
    public static Conformance Open(string folder) => new(Repository.SharedOrSkip("data", folder));

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>The hash of an image's samples, as the manifest takes it.</summary>
    /// <param name="plane">One plane.</param>
    /// <param name="dtype">The number type in which the reference was kept.</param>
    /// <param name="channelsFirst">Whether the reference is [C, H, W].</param>
    public static string Hash(Image plane, string dtype, bool channelsFirst)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = plane.Count / plane.Channels;
        var values = plane.SampleType switch
        {
            SampleType.Float64 => plane.Samples<double>().ToArray(),
            SampleType.UInt32 => Array.ConvertAll(plane.Samples<uint>().ToArray(), x => (double)x),
            SampleType.Float32 => Array.ConvertAll(plane.ToFloats(), x => (double)x),
            _ => Array.ConvertAll(plane.ToLabels(), x => (double)x),
        };
        for (var i = 0; i < plane.Count; i++)
        {
            var value = values[channelsFirst ? (i % pixels * plane.Channels) + (i / pixels) : i];
            hash.AppendData(dtype switch
            {
                "bool" or "uint8" => [(byte)value],
                "int8" => [(byte)(sbyte)value],
                "uint16" => BitConverter.GetBytes((ushort)value),
                "int16" => BitConverter.GetBytes((short)value),
                "uint32" => BitConverter.GetBytes((uint)value),
                "int32" => BitConverter.GetBytes((int)value),
                "uint64" => BitConverter.GetBytes((ulong)value),
                "int64" => BitConverter.GetBytes((long)value),
                "float16" => BitConverter.GetBytes((Half)value),
                "float32" => BitConverter.GetBytes((float)value),
                "float64" => BitConverter.GetBytes(value),
                _ => throw new ArgumentException($"dtype {dtype}"),
            });
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
