using System.Text;
using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.Imaging.Tests.Formats.Npy;

public sealed class NpyFileTests
{
    /// <summary>A file as NumPy writes it: header text, then the given bytes.</summary>
    private static byte[] File(string descr, string fortran, string shape, byte[] numbers, byte version = 1)
    {
        var text = $"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}";
        var before = version == 1 ? 10 : 12;
        text = text.PadRight(((before + text.Length + 64) / 64 * 64) - before - 1) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.Latin1.GetBytes(text), .. numbers];
    }

    private static NpyArray Read(byte[] file) => NpyFile.Read(new MemoryStream(file), "x.npy");

    [Fact]
    public void Every_type_and_byte_order_is_read_exactly()
    {
        Assert.Equal([1, 0], Read(File("'|b1'", "False", "(2,)", [1, 0])).ToIntegers());
        Assert.Equal([255], Read(File("'|u1'", "False", "(1,)", [255])).ToIntegers());
        Assert.Equal([-1], Read(File("'|i1'", "False", "(1,)", [255])).ToIntegers());
        Assert.Equal([0x0102], Read(File("'>u2'", "False", "(1,)", [1, 2])).ToIntegers());
        Assert.Equal([-2], Read(File("'<i2'", "False", "(1,)", [0xFE, 0xFF])).ToIntegers());
        Assert.Equal([0xFFFFFFFE], Read(File("'<u4'", "False", "(1,)", [0xFE, 0xFF, 0xFF, 0xFF])).ToIntegers());
        Assert.Equal([-2], Read(File("'>i4'", "False", "(1,)", [0xFF, 0xFF, 0xFF, 0xFE])).ToIntegers());
        Assert.Equal([long.MaxValue], Read(File("'<i8'", "False", "(1,)", BitConverter.GetBytes(long.MaxValue))).ToIntegers());
        Assert.Equal(ulong.MaxValue, Read(File("'<u8'", "False", "(1,)", BitConverter.GetBytes(ulong.MaxValue))).Values<ulong>()[0]);
        Assert.Equal([1.5f, -65504f], Read(File("'<f2'", "False", "(2,)", [0x00, 0x3E, 0xFF, 0xFB])).ToFloats());
        Assert.Equal([1.5f], Read(File("'>f2'", "False", "(1,)", [0x3E, 0x00])).ToFloats());
        Assert.Equal([0.1f], Read(File("'>f4'", "False", "(1,)", [.. BitConverter.GetBytes(0.1f).Reverse()])).ToFloats());
        Assert.Equal(0.1, Read(File("'<f8'", "False", "(1,)", BitConverter.GetBytes(0.1))).Values<double>()[0]);
    }

    [Fact]
    public void Fortran_order_is_turned_to_row_major()
    {
        // numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) lies in memory as 1 4 2 5 3 6.
        var array = Read(File("'|i1'", "True", "(2, 3)", [1, 4, 2, 5, 3, 6]));
        Assert.Equal([2, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], array.ToIntegers());
        Assert.Equal(typeof(sbyte), array.ElementType);
        var cube = Read(File("'|u1'", "True", "(2, 2, 2)", [0, 4, 2, 6, 1, 5, 3, 7]));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], cube.ToIntegers());
    }

    [Theory]
    [InlineData("()", 1, 0)]
    [InlineData("(3,)", 3, 1)]
    [InlineData("(1, 3L)", 3, 2)]
    [InlineData("(0, 5)", 0, 2)]
    public void Shapes_of_any_rank_are_read(string shape, int count, int rank)
    {
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            var array = Read(File("'|u1'", "False", shape, new byte[count], version));
            Assert.Equal((count, rank), (array.Count, array.Shape.Count));
        }
    }

    [Theory]
    [InlineData("'<c8'", "False", "(1,)", "'<c8'")]
    [InlineData("'|O'", "False", "(1,)", "'|O'")]
    [InlineData("[('a', '<f4')]", "False", "(1,)", "structured arrays are not read")]
    [InlineData("'<f4'", "Maybe", "(1,)", "neither True nor False")]
    [InlineData("'<f4'", "False", "(-1,)", "'-1' is not an extent")]
    [InlineData("'<f4'", "False", "(99999999999,)", "'99999999999' is not an extent")]
    [InlineData("'<f4'", "False", "(1000000, 1000000)", "at most")]
    [InlineData("'<f4'", "False", "(2, 2)", "the header promises 16 bytes of numbers, the file holds 4: is it truncated?")]
    public void What_is_not_numbers_is_refused_with_the_reason(string descr, string fortran, string shape, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(File(descr, fortran, shape, new byte[4])));
        Assert.StartsWith("x.npy: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_array_is_written_as_numpy_writes_it()
    {
        var stream = new MemoryStream();
        NpyFile.Write(stream, new NpyArray(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3));
        byte[] expected = File("'<f4'", "False", "(2, 3)", [.. new float[] { 1, 2, 3, 4, 5, 6 }.SelectMany(BitConverter.GetBytes)]);
        Assert.Equal(128 + 24, expected.Length);
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void Read_after_write_is_identity_for_every_type() => Prop.ForAll<double[]>(numbers =>
    {
        Array[] arrays =
        [
            numbers, Array.ConvertAll(numbers, x => (float)x), Array.ConvertAll(numbers, x => (long)BitConverter.DoubleToInt64Bits(x)),
            Array.ConvertAll(numbers, x => (ulong)BitConverter.DoubleToInt64Bits(x)), Array.ConvertAll(numbers, x => (int)BitConverter.DoubleToInt64Bits(x)),
            Array.ConvertAll(numbers, x => (uint)BitConverter.DoubleToInt64Bits(x)), Array.ConvertAll(numbers, x => (short)BitConverter.DoubleToInt64Bits(x)),
            Array.ConvertAll(numbers, x => (ushort)BitConverter.DoubleToInt64Bits(x)), Array.ConvertAll(numbers, x => (byte)BitConverter.DoubleToInt64Bits(x)),
            Array.ConvertAll(numbers, x => (sbyte)BitConverter.DoubleToInt64Bits(x)),
        ];
        return Array.TrueForAll(arrays, array =>
        {
            var stream = new MemoryStream();
            NpyFile.Write(stream, new NpyArray(array, 1, array.Length));
            var read = Read(stream.ToArray());
            return read.ElementType == array.GetType().GetElementType() && read.Shape.SequenceEqual([1, array.Length]) && read.Raw.Cast<object>().SequenceEqual(array.Cast<object>());
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Arrays_longer_than_one_chunk_are_whole()
    {
        var numbers = new float[700_001];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npz");
        NpzFile.Write(path, new Dictionary<string, NpyArray> { ["a"] = new(numbers, 700_001), ["b/c"] = new(new short[] { -1 }, 1) });
        try
        {
            var read = NpzFile.Read(path);
            Assert.Equal(["a", "b/c"], read.Keys);
            Assert.Equal(numbers, read["a"].ToFloats());
            Assert.Equal([-1], read["b/c"].ToIntegers());
            Assert.Throws<IOException>(() => NpzFile.Write(path, read));
            NpzFile.Write(path, read, overwrite: true);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Fact]
    public void Arrays_that_others_recorded_are_read()
    {
        var folder = Repository.SharedOrSkip("data");
        var input = NpyFile.Read(Path.Combine(folder, "checkpoint-unet2d-nuclei-broad", "test_input.npy"));
        Assert.Equal([1, 1, 512, 512], input.Shape);
        Assert.Equal((122f, 4095f), (input.ToFloats().Min(), input.ToFloats().Max()));   // as its PROVENANCE.md says
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var good = File("'>i2'", "True", "(8, 4, 4)", new byte[256]);
        Hostile.Damage(good, (stream, name) => NpyFile.Read(stream, name));
        Hostile.Truncate(good, (stream, name) => NpyFile.Read(stream, name));
        for (var cut = 0; cut < good.Length; cut++) Assert.Throws<InvalidDataException>(() => Read(good[..cut]));
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npz");
        NpzFile.Write(path, new Dictionary<string, NpyArray> { ["a"] = new(new float[1000], 1000), ["b"] = new(new short[] { -1 }, 1) });
        var archive = System.IO.File.ReadAllBytes(path);
        System.IO.File.Delete(path);
        Hostile.Damage(archive, (stream, name) => NpzFile.Read(stream, name));
        Hostile.Truncate(archive, (stream, name) => NpzFile.Read(stream, name));
    }
}
