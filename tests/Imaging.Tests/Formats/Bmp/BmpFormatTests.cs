using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Bmp;

namespace UNetSharp.Imaging.Tests.Formats.Bmp;

public sealed class BmpFormatTests
{
    private static readonly BmpFormat Bmp = new();

    private static Image Read(byte[] file) => ImageFormats.Read(new MemoryStream(file), "x.bmp");

    private static byte[] Write(Image image)
    {
        var stream = new MemoryStream();
        Bmp.Write(image, stream, "x.bmp");
        return stream.ToArray();
    }

    /// <summary>A file with a header of 40 bytes; what follows it are masks or colours, then pixels.</summary>
    private static byte[] File(int width, int height, short bits, int packing, byte[] between, byte[] pixels)
    {
        var header = new byte[54];
        (header[0], header[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 54 + between.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(28), bits);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(30), packing);
        return [.. header, .. between, .. pixels];
    }

    [Fact]
    public void Read_after_write_is_identity() => Prop.ForAll(SampleImages.Of([SampleType.UInt8], [1, 3]), image => SampleImages.AssertSame(image, Read(Write(image)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_palette_survives()
    {
        var image = new Image(new byte[] { 0, 1, 2, 1, 0, 2 }, 2, 3) { Palette = new Palette(new Colour(1, 2, 3), new Colour(4, 5, 6), new Colour(255, 0, 0)) };
        SampleImages.AssertSame(image, Read(Write(image)));
    }

    [Fact]
    public void Rows_come_from_below_or_from_above()
    {
        Assert.Equal([3, 4, 1, 2], Read(File(2, 2, 8, 0, new byte[1024], [1, 2, 0, 0, 3, 4, 0, 0])).ToLabels());
        Assert.Equal([1, 2, 3, 4], Read(File(2, -2, 8, 0, new byte[1024], [1, 2, 0, 0, 3, 4, 0, 0])).ToLabels());
    }

    [Fact]
    public void Indices_of_one_and_four_bits_are_read()
    {
        Assert.Equal([1, 0, 1], Read(File(3, 1, 1, 0, new byte[8], [0b1010_0000, 0, 0, 0])).ToLabels());
        Assert.Equal([10, 11, 12], Read(File(3, 1, 4, 0, new byte[64], [0xAB, 0xC0, 0, 0])).ToLabels());
    }

    [Fact]
    public void Sixteen_and_thirty_two_bits_are_stretched_to_eight()
    {
        Assert.Equal([255, 0, 132], Read(File(1, 1, 16, 0, [], [0b0001_0000, 0b0111_1100, 0, 0])).ToLabels());                                                     // 5-5-5: red 31, blue 16
        Assert.Equal([0, 255, 0], Read(File(1, 1, 16, 3, [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0], [0xE0, 7, 0, 0])).ToLabels());                            // 5-6-5
        Assert.Equal([3, 2, 1], Read(File(1, 1, 32, 0, [], [1, 2, 3, 4])).ToLabels());
        var alpha = Read(File(1, 1, 32, 6, [0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF], [1, 2, 3, 4]));
        Assert.Equal([3, 2, 1, 4], alpha.ToLabels());
        Assert.True(alpha.HasAlpha);
    }

    [Fact]
    public void Runs_are_unpacked()
    {
        // Three 7s; four bytes as they are; end of line; then a jump of one to the right, and two 9s.
        byte[] runs = [3, 7, 0, 4, 1, 2, 3, 4, 0, 0, 0, 2, 1, 0, 2, 9, 0, 1];
        Assert.Equal([0, 9, 9, 0, 0, 0, 0, 7, 7, 7, 1, 2, 3, 4], Read(File(7, 2, 8, 1, new byte[1024], runs)).ToLabels());
        // Five by turns of A and B; three nibbles as they are, padded to a word.
        Assert.Equal([10, 11, 10, 11, 10, 1, 2, 3], Read(File(8, 1, 4, 2, new byte[64], [5, 0xAB, 0, 3, 0x12, 0x30, 0, 1])).ToLabels());
    }

    [Theory]
    [InlineData(2, 2, 8, 0, "only 4 bytes follow")]
    [InlineData(30000, 30000, 8, 1, "only 4 bytes follow")]
    [InlineData(2, 2, 5, 0, "5 bits a pixel")]
    [InlineData(2, 2, 8, 4, "packing 4")]
    [InlineData(0, 2, 8, 0, "0 x 2 pixels")]
    [InlineData(1, 1, 8, 1, "column 1, row 0")]
    public void Lies_are_called_by_name(int width, int height, short bits, int packing, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(File(width, height, bits, packing, new byte[1024], [2, 1, 0, 1])));
        Assert.StartsWith("x.bmp: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        byte[][] files = [Write(SampleImages.Make(SampleType.UInt8, 1, 20, 13, 3, 1)), File(7, 2, 8, 1, new byte[1024], [3, 7, 0, 4, 1, 2, 3, 4, 0, 0, 0, 2, 1, 0, 2, 9, 0, 1]), File(1, 1, 16, 3, new byte[12], [0xE0, 7, 0, 0])];
        foreach (var good in files)
        {
            Hostile.Damage(good, (stream, name) => Bmp.Read(stream, name));
            Hostile.Truncate(good, (stream, name) => Bmp.Read(stream, name));
        }
    }

    [Fact]
    public void What_a_bitmap_cannot_hold_is_refused_with_the_way_out() =>
        Assert.Contains("write a PNG or a TIFF", Assert.Throws<ArgumentException>(() => Write(new Image(new ushort[1], 1, 1))).Message, StringComparison.Ordinal);
}
