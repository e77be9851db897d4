using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests.Safetensors;

public sealed class SafetensorsReadTests
{
    [Fact]
    public void A_file_of_the_reference_implementation_is_read_in_every_type()
    {
        var set = SafetensorsFile.Read(Golden.PathOf("checkpoint_mixed.safetensors"));

        Assert.Equal("pt", set.Metadata["format"]);
        Assert.Equal(
            ["f32", "f16", "bf16", "f64", "i64", "i32", "u8", "bool", "scalar_i64", "scalar_f32", "empty", "tied_a", "tied_b", "view_transposed", "view_offset", "view_strided", "view_expanded", "channels_last", "parameter"],
            set.Tensors.Select(tensor => tensor.Name));
        Assert.Equal((ElementType.Float16, ElementType.BFloat16, ElementType.Bool), (set["f16"].Type, set["bf16"].Type, set["bool"].Type));
        Assert.Equal([2, 3, 2], set["bf16"].Shape);
        Assert.Empty(set["scalar_i64"].Shape);
        Assert.Single(set["scalar_i64"].ToInt64s());
        Assert.Equal([0, 4], set["empty"].Shape);
        Assert.Empty(set["empty"].ToFloats());
        Assert.Equal(set["tied_a"].ToFloats(), set["tied_b"].ToFloats());
        Assert.All(set["bool"].ToInt64s(), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Each_tensor_of_each_golden_has_the_type_and_shape_that_the_manifest_says()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Golden.PathOf("manifest.json")));
        var files = 0;
        foreach (var entry in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            if (!file.EndsWith(".safetensors", StringComparison.Ordinal) || !entry.TryGetProperty("tensors", out var tensors)) continue;
            var set = SafetensorsFile.Read(Golden.PathOf(file));
            files++;
            foreach (var tensor in tensors.EnumerateObject())
            {
                Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), set[tensor.Name].Type.ToString().ToLowerInvariant());
                Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32()), set[tensor.Name].Shape);
            }
        }

        Assert.InRange(files, 100, int.MaxValue);
    }

    [Theory]
    [InlineData("", 0, "begins with 8 bytes of header length, the file holds 0")]
    [InlineData("{}", 100, "claims 100 bytes, the file holds 2 after its length")]
    [InlineData("{}", 200_000_000, "claims 200000000 bytes, the format allows 100000000")]
    [InlineData("{}", -1, "claims 18446744073709551615 bytes, the format allows 100000000")]
    [InlineData("[]", 2, "the header is a JSON Array, expected an object")]
    [InlineData("{\"a\":", 5, "is not the JSON of a safetensors file")]
    public void A_wrong_header_is_refused(string header, long length, string message)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[8 + header.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));

        Refuses(folder.With("wrong.safetensors", header.Length == 0 ? [] : bytes), message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'b' begins at 4, but the one before it ends at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'a' begins at 4, but the one before it ends at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 8, "promises 16 bytes of tensors, the file holds 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "describes 4 bytes of tensors, the file holds 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,8]}}""", 8, "of Float32 [2, 3] does not fit its bytes 0 to 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,4,2147483647],"data_offsets":[0,8]}}""", 8, "does not fit its bytes 0 to 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "has the extent -2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,8]}}""", 8, "has the extent 1e99")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "does not fit its bytes 8 to 0")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8, "has the type 'F8_E4M3'; known are F64, F32")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "tensor 'a' needs a \"dtype\"")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "not the JSON of a safetensors file")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'__metadata__' holds Number at 'a', expected a text")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "not the JSON of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", 8, "has 17 axes")]
    public void A_wrong_table_is_refused(string header, int bytesOfTensors, string message)
    {
        using var folder = new TemporaryFolder();
        Refuses(folder.With("wrong.safetensors", Assemble(header, bytesOfTensors)), message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        using var folder = new TemporaryFolder();
        var bytes = Assemble("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8);
        bytes[8 + 2] = 0xFF;
        Refuses(folder.With("wrong.safetensors", bytes), "not the JSON of a safetensors file");
    }

    [Fact]
    public void Truncated_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var part in Mutations.Truncated(Sample(folder), 200))
            Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(folder.With("cut.safetensors", part)));
    }

    [Fact]
    public void Files_with_flipped_bits_are_read_or_refused_politely()
    {
        using var folder = new TemporaryFolder();
        foreach (var damaged in Mutations.BitFlipped(Sample(folder), count: 1000, seed: 1, within: 600))
            Mutations.ReadsOrRefusesPolitely(folder.With("damaged.safetensors", damaged), SafetensorsFile.Read, mayAllocate: 1 << 20);
    }

    [Fact]
    public void A_file_that_changed_after_it_was_opened_is_refused()
    {
        using var folder = new TemporaryFolder();
        Sample(folder);
        var set = SafetensorsFile.Read(folder["sample.safetensors"]);
        folder.With("sample.safetensors", new byte[7]);

        var refusal = Assert.Throws<InvalidDataException>(() => set.Tensors[0].ToFloats());
        Assert.Contains("was changed since it was opened", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Sample(TemporaryFolder folder)
    {
        SafetensorsFile.Write(
            folder["sample.safetensors"],
            [
                NamedTensor.Create("inc.weight", [3, 2, 3, 3], new float[54]),
                NamedTensor.Create("inc.bias", [3], new float[] { 1, 2, 3 }),
                NamedTensor.Create("inc.num_batches_tracked", [], new long[] { 7 }),
                NamedTensor.Create("empty", [0, 4], Array.Empty<double>()),
            ],
            new Dictionary<string, string> { ["network"] = "unet" });
        return File.ReadAllBytes(folder["sample.safetensors"]);
    }

    private static byte[] Assemble(string header, int bytesOfTensors)
    {
        var bytes = new byte[8 + header.Length + bytesOfTensors];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(8));
        return bytes;
    }

    private static void Refuses(string path, string message)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(path));
        Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
