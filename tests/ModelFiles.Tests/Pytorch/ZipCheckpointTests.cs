using System.IO.Compression;
using System.Text;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

public sealed class ZipCheckpointTests
{
    private static readonly NamedTensor[] Weights = [NamedTensor.Create("w", [3], new float[] { 1, 2, 3 }), NamedTensor.Create("b", [], new long[] { 4 })];

    [Fact]
    public void Archives_beyond_4_GB_have_64_bit_fields_which_are_read()
    {
        using var folder = new TemporaryFolder();
        PytorchFile.Write(folder["model.pth"], Weights);
        var path = folder.With("model64.pth", InZip64(Entries(folder["model.pth"])));

        // The platform's own reader agrees that this is a zip archive.
        Assert.Equal(Entries(folder["model.pth"]), Entries(path));
        var read = PytorchFile.Read(path);
        Assert.Equal([1f, 2f, 3f], read["w"].ToFloats());
        Assert.Equal([4L], read["b"].ToInt64s());
    }

    [Fact]
    public void Damaged_64_bit_fields_are_refused_politely()
    {
        using var folder = new TemporaryFolder();
        PytorchFile.Write(folder["model.pth"], Weights);
        var whole = InZip64(Entries(folder["model.pth"]));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 500, seed: 3, within: whole.Length))
            Mutations.ReadsOrRefusesPolitely(folder.With("damaged.pth", damaged), PytorchFile.Read, mayAllocate: 64 << 20);
    }

    [Theory]
    [InlineData("script/code/__torch__.py", CompressionLevel.Optimal)]
    [InlineData("script/constants.pkl", CompressionLevel.NoCompression)]
    public void A_program_of_TorchScript_is_refused_as_what_it_is(string entry, CompressionLevel compression)
    {
        using var folder = new TemporaryFolder();
        using (var archive = ZipFile.Open(folder["script.pt"], ZipArchiveMode.Create))
        {
            archive.CreateEntry("script/data.pkl", CompressionLevel.NoCompression);
            using var stream = archive.CreateEntry(entry, compression).Open();
            stream.Write(new byte[1000]);
        }

        Assert.StartsWith($"{folder["script.pt"]}: is a TorchScript program, not weights", Assert.Throws<InvalidDataException>(() => PytorchFile.Read(folder["script.pt"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_behind_the_archive_does_no_harm()
    {
        using var folder = new TemporaryFolder();
        PytorchFile.Write(folder["model.pth"], Weights);
        using (var archive = ZipFile.Open(folder["model.pth"], ZipArchiveMode.Update)) archive.Comment = "made by a test";
        Assert.Equal([1f, 2f, 3f], PytorchFile.Read(folder["model.pth"])["w"].ToFloats());
    }

    [Fact]
    public void A_compressed_archive_is_refused() => Refuses(
        CompressionLevel.SmallestSize,
        "the entry 'archive/data.pkl' is compressed or encrypted; torch.save stores tensors as they are",
        ("archive/data.pkl", new byte[1000]));

    [Fact]
    public void A_TorchScript_program_is_refused() => Refuses(
        CompressionLevel.NoCompression,
        "is a TorchScript program, not weights",
        ("unet/data.pkl", "N."u8.ToArray()), ("unet/constants.pkl", "N."u8.ToArray()));

    [Fact]
    public void Another_archive_is_refused() => Refuses(
        CompressionLevel.NoCompression,
        "is a zip archive, but not of torch.save: it has no data.pkl among its 1 entries",
        ("word/document.xml", [1]));

    [Fact]
    public void Weights_of_a_big_endian_machine_are_refused() => Refuses(
        CompressionLevel.NoCompression,
        "was not written by a little-endian machine",
        ("a/data.pkl", "N."u8.ToArray()), ("a/byteorder", "big"u8.ToArray()));

    [Fact]
    public void A_missing_storage_is_refused() => Refuses(
        CompressionLevel.NoCompression,
        "tensor 'value' lies in the storage '0', which the file does not hold",
        ("a/data.pkl", Tensor("FloatStorage", count: 4, offset: 0, "K\u0004\u0085K\u0001\u0085")));

    [Theory]
    [InlineData("FloatStorage", 5, 0, "K\u0004\u0085K\u0001\u0085", "lies in a storage of 5 elements of Float32, of which the file holds 16 bytes")]
    [InlineData("DoubleStorage", 4, 0, "K\u0004\u0085K\u0001\u0085", "lies in a storage of 4 elements of Float64, of which the file holds 16 bytes")]
    [InlineData("FloatStorage", 4, 1, "K\u0004\u0085K\u0001\u0085", "'value' [4] with strides (1) from 1 does not fit its storage of 4 elements")]
    [InlineData("FloatStorage", 4, 0, "K\u0002\u0085K\u0004\u0085", "'value' [2] with strides (4) from 0 does not fit its storage of 4 elements")]
    [InlineData("FloatStorage", 4, 0, "J\u00FF\u00FF\u00FF\u007F\u0085K\0\u0085", "'value' [2147483647] with strides (0) from 0 does not fit its storage of 4 elements")]
    [InlineData("FloatStorage", 4, 0, "J\u00FF\u00FF\u00FF\u00FF\u0085K\u0001\u0085", "a tensor of shape (-1) with strides (1) from 0")]
    [InlineData("FloatStorage", 4, 0, "K\u0002\u0085)", "a tensor of 1 axes with 0 strides")]
    [InlineData("UInt128Storage", 4, 0, "K\u0004\u0085K\u0001\u0085", "it holds an object of 'torch.UInt128Storage', which is never loaded")]
    public void A_view_outside_its_storage_is_refused(string storageClass, int count, int offset, string shapeAndStrides, string message) => Refuses(
        CompressionLevel.NoCompression,
        message,
        ("a/data.pkl", Tensor(storageClass, (byte)count, (byte)offset, shapeAndStrides)), ("a/data/0", new byte[16]));

    [Fact]
    public void Types_without_storage_classes_come_with_their_dtype()
    {
        using var folder = new TemporaryFolder();
        var pickle = "ctorch._utils\n_rebuild_tensor_v3\n((U\u0007storagectorch.storage\nUntypedStorage\nU\u00010U\u0003cpuK\u0006tQK\u0001K\u0002\u0085K\u0001\u0085\u0089Nctorch\nuint16\ntR.";
        Pack(folder["u16.pth"], CompressionLevel.NoCompression, ("a/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("a/data/0", [9, 9, 1, 0, 0xFF, 0xFF]));

        var tensor = PytorchFile.Read(folder["u16.pth"])["value"];
        Assert.Equal(ElementType.UInt16, tensor.Type);
        Assert.Equal([1L, 65535L], tensor.ToInt64s());
    }

    [Fact]
    public void Two_tensors_that_flatten_to_one_name_are_refused()
    {
        var tensor = Encoding.Latin1.GetString(Tensor("FloatStorage", 4, 0, "K\u0004\u0085K\u0001\u0085")).TrimEnd('.');
        var pickle = $"}}(U\u0003a.b{tensor}U\u0001a}}U\u0001b{tensor}su.";
        Refuses(CompressionLevel.NoCompression, "two tensors are named 'a.b'", ("a/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("a/data/0", new byte[16]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("\u0089HDF\r\n\u001a\n")]
    public void What_is_no_checkpoint_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.With("other.pth", Encoding.Latin1.GetBytes(content));
        Assert.StartsWith(path + ": ", Assert.Throws<InvalidDataException>(() => PytorchFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Tensor(string storageClass, byte count, byte offset, string shapeAndStrides) => Encoding.Latin1.GetBytes(
        $"ctorch._utils\n_rebuild_tensor_v2\n((U\u0007storagectorch\n{storageClass}\nU\u00010U\u0003cpuK{(char)count}tQK{(char)offset}{shapeAndStrides}\u0089NtR.");

    private static void Refuses(CompressionLevel compression, string message, params (string Name, byte[] Content)[] entries)
    {
        using var folder = new TemporaryFolder();
        Pack(folder["wrong.pth"], compression, entries);
        var refusal = Assert.Throws<InvalidDataException>(() => PytorchFile.Read(folder["wrong.pth"]));
        Assert.StartsWith(folder["wrong.pth"] + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static void Pack(string path, CompressionLevel compression, params (string Name, byte[] Content)[] entries)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = archive.CreateEntry(name, compression).Open();
            stream.Write(content);
        }
    }

    private static List<(string Name, string Content)> Entries(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return (entry.FullName, Encoding.Latin1.GetString(copy.ToArray()));
        })];
    }

    /// <summary>Packs entries as an archive of more than 4 GB would be: every size and offset in the zip64 fields, all ones in the fields of 32 bits. The checksums are left zero: no reader looks at them.</summary>
    private static byte[] InZip64(List<(string Name, string Content)> entries)
    {
        using var stream = new MemoryStream();
        using var file = new BinaryWriter(stream, Encoding.Latin1);
        using var directory = new MemoryStream();
        using var central = new BinaryWriter(directory, Encoding.Latin1);
        foreach (var (name, content) in entries)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(content), label = Encoding.Latin1.GetBytes(name);
            byte[] middle = [0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, .. Ones(8), .. BitConverter.GetBytes((short)label.Length)];
            var offset = stream.Position;
            file.Write([0x50, 0x4B, 3, 4, 45, 0, .. middle, 20, 0, .. label, 1, 0, 16, 0, .. BitConverter.GetBytes((long)bytes.Length), .. BitConverter.GetBytes((long)bytes.Length), .. bytes]);
            central.Write([0x50, 0x4B, 1, 2, 45, 0, 45, 0, .. middle, 28, 0, .. new byte[10], .. Ones(4), .. label]);
            central.Write([1, 0, 24, 0, .. BitConverter.GetBytes((long)bytes.Length), .. BitConverter.GetBytes((long)bytes.Length), .. BitConverter.GetBytes(offset)]);
        }

        var start = stream.Position;
        file.Write(directory.ToArray());
        var end64 = stream.Position;
        file.Write([0x50, 0x4B, 6, 6, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, .. new byte[8], .. BitConverter.GetBytes((long)entries.Count), .. BitConverter.GetBytes((long)entries.Count)]);
        file.Write([.. BitConverter.GetBytes(directory.Length), .. BitConverter.GetBytes(start)]);
        file.Write([0x50, 0x4B, 6, 7, 0, 0, 0, 0, .. BitConverter.GetBytes(end64), 1, 0, 0, 0]);
        file.Write([0x50, 0x4B, 5, 6, 0, 0, 0, 0, .. Ones(12), 0, 0]);
        return stream.ToArray();

        static byte[] Ones(int count) => [.. Enumerable.Repeat((byte)0xFF, count)];
    }
}
