using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests.Safetensors;

public sealed class SafetensorsWriteTests
{
    [Fact]
    public void What_is_written_is_read_back_whatever_the_names_values_and_texts()
    {
        using var folder = new TemporaryFolder();
        Check.QuickThrowOnFailure(Prop.ForAll<NonNull<string>[], float[], (double[] Doubles, NonNull<string> Text)>((names, floats, rest) =>
        {
            var (doubles, text) = rest;
            NamedTensor[] tensors =
            [
                NamedTensor.Create("floats", [1, floats.Length], floats),
                NamedTensor.Create("doubles", [doubles.Length], doubles),
                .. names.Select((name, i) => NamedTensor.Create($"{i}:{Printable(name.Get)}", [], new long[] { i })),
            ];
            var metadata = new Dictionary<string, string> { ["key"] = Printable(text.Get), [Printable(text.Get) + "'"] = "" };
            SafetensorsFile.Write(folder["trip.safetensors"], tensors, metadata);
            var read = SafetensorsFile.Read(folder["trip.safetensors"]);

            Assert.Equal(tensors.Select(tensor => tensor.ToString()), read.Tensors.Select(tensor => tensor.ToString()));
            Assert.Equal(floats, read["floats"].ToFloats());
            Assert.Equal(doubles, read["doubles"].ToDoubles());
            Assert.All(names.Select((_, i) => i), i => Assert.Equal(i, read.Tensors[i + 2].ToInt64s().Single()));
            Assert.Equal(metadata, read.Metadata);
        }));
    }

    [Fact]
    public void A_copy_of_the_reference_file_holds_the_same_in_every_type()
    {
        using var folder = new TemporaryFolder();
        var source = SafetensorsFile.Read(Golden.PathOf("checkpoint_mixed.safetensors"));
        SafetensorsFile.Write(folder["copy.safetensors"], source.Tensors, source.Metadata);
        var copy = SafetensorsFile.Read(folder["copy.safetensors"]);

        Assert.Equal(source.Tensors.Select(tensor => tensor.ToString()), copy.Tensors.Select(tensor => tensor.ToString()));
        Assert.All(source.Tensors, tensor => Assert.Equal(Bytes(tensor), Bytes(copy[tensor.Name])));
    }

    [Fact]
    public void Every_tensor_begins_at_a_multiple_of_its_element_size()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Write(folder["aligned.safetensors"],
        [
            NamedTensor.CreateEncoded("bytes", ElementType.UInt8, [3], [1, 2, 3]),
            NamedTensor.Create("floats", [1], new float[] { 1 }),
            NamedTensor.Create("doubles", [1], new double[] { 1 }),
        ]);
        var bytes = File.ReadAllBytes(folder["aligned.safetensors"]);
        var header = (int)BitConverter.ToInt64(bytes);

        Assert.Equal(0, header % 8);
        Assert.Equal([.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(1f), 1, 2, 3], bytes[(8 + header)..]);
        Assert.Equal(["bytes", "floats", "doubles"], SafetensorsFile.Read(folder["aligned.safetensors"]).Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Write(folder["model.safetensors"], [NamedTensor.Create("a", [1], new float[] { 1 })]);
        var broken = new NamedTensor("b", ElementType.Float32, [9], () => throw new IOException("the disk fell out"));

        Assert.Throws<IOException>(() => SafetensorsFile.Write(folder["model.safetensors"], [broken]));
        Assert.Equal([1f], SafetensorsFile.Read(folder["model.safetensors"])["a"].ToFloats());
        Assert.Equal(["model.safetensors"], folder.Files);
    }

    [Fact]
    public void Names_that_the_format_cannot_hold_are_refused()
    {
        using var folder = new TemporaryFolder();
        var tensor = NamedTensor.Create("a", [1], new float[] { 1 });

        var twice = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(folder["model.safetensors"], [tensor, tensor]));
        Assert.Contains("two tensors are named 'a'", twice.Message, StringComparison.Ordinal);
        var reserved = Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(folder["model.safetensors"], [tensor.Renamed("__metadata__")]));
        Assert.Contains("cannot be named '__metadata__'", reserved.Message, StringComparison.Ordinal);
    }

    // Half a surrogate pair is no text in any encoding of Unicode.
    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static byte[] Bytes(NamedTensor tensor)
    {
        using var stream = new MemoryStream();
        tensor.CopyTo(stream);
        return stream.ToArray();
    }
}
