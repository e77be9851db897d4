using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Gif;

namespace UNetSharp.Imaging.Tests.Formats.Gif;

public sealed class GifFormatTests
{
    private static readonly GifFormat Gif = new();

    private static Image Read(byte[] file) => ImageFormats.Read(new MemoryStream(file), "x.gif");

    /// <summary>A file of one frame with two bits a symbol and four colours; the codes are written without compression: Clear before every symbol.</summary>
    private static byte[] File(int screen, int left, int width, int height, bool interlaced, params byte[] symbols)
    {
        var bits = new List<bool>();
        foreach (var symbol in symbols.SelectMany(symbol => new[] { 4, symbol }).Append(5))
        {
            for (var bit = 0; bit < 3; bit++) bits.Add(((symbol >> bit) & 1) == 1);
        }

        var codes = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++) codes[i / 8] |= (byte)((bits[i] ? 1 : 0) << (i % 8));
        return
        [
            .. "GIF89a"u8, (byte)screen, 0, (byte)screen, 0, 0x81, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255,
            0x21, 0xF9, 4, 1, 0, 0, 3, 0,
            0x2C, (byte)left, 0, (byte)left, 0, (byte)width, 0, (byte)height, 0, (byte)(interlaced ? 0x40 : 0), 2, (byte)codes.Length, .. codes, 0, 0x3B,
        ];
    }

    [Fact]
    public void A_frame_is_read_as_indices_with_its_palette()
    {
        var image = Read(File(2, 0, 2, 2, false, 0, 1, 2, 3));
        Assert.Equal([0, 1, 2, 3], image.ToLabels());
        Assert.Equal(4, image.Palette!.Count);
        Assert.Equal(new Colour(0, 255, 0), image.Palette[2]);
    }

    [Fact]
    public void A_frame_smaller_than_the_screen_lies_on_what_is_transparent() =>
        Assert.Equal([3, 3, 3, 3, 1, 2, 3, 2, 1], Read(File(3, 1, 2, 2, false, 1, 2, 2, 1)).ToLabels());

    [Fact]
    public void Interlaced_rows_find_their_places()
    {
        // Rows 0, 4, 2, 1, 3 in the order of the file; the other four columns are background.
        var image = Read(File(5, 0, 1, 5, true, 0, 1, 2, 3, 1));
        Assert.Equal([0, 3, 2, 1, 1], image.ToLabels().Chunk(5).Select(row => row[0]));
    }

    [Fact]
    public void Masks_of_others_are_read()
    {
        var folder = Repository.SharedOrSkip("data", "drive");
        var masks = Directory.EnumerateFiles(folder, "*.gif", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(masks);
        foreach (var path in masks)
        {
            var mask = Image.Read(path);
            Assert.Equal((584, 565, 1), (mask.Height, mask.Width, mask.Channels));
            Assert.Equal([0, 255], mask.ToLabels().Distinct().Order());
        }

        var picture = Image.Read(Directory.EnumerateFiles(Path.Combine(folder, "training", "images")).First());
        Assert.Equal((584, 565, 3), (picture.Height, picture.Width, picture.Channels));
    }

    [Fact]
    public void Masks_of_cars_are_zero_and_one()
    {
        foreach (var path in Directory.EnumerateFiles(Repository.SharedOrSkip("data", "carvana-sample", "masks"), "*.gif"))
        {
            var mask = Image.Read(path);
            Assert.Equal((1280, 1918), (mask.Height, mask.Width));
            Assert.Equal([0, 1], mask.ToLabels().Distinct().Order());
        }
    }

    [Fact]
    public void Lies_are_called_by_name()
    {
        var good = File(2, 0, 2, 2, false, 0, 1, 2, 3);
        Assert.Contains("promises 4 pixels, but holds 3", Assert.Throws<InvalidDataException>(() => Read(File(2, 0, 2, 2, false, 0, 1, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("without a picture", Assert.Throws<InvalidDataException>(() => Read([.. good[..25], 0x3B])).Message, StringComparison.Ordinal);
        for (var cut = 4; cut < good.Length - 2; cut++) Assert.Throws<InvalidDataException>(() => Gif.Read(new MemoryStream(good[..cut]), "x.gif"));
        Assert.Contains("write a PNG", Assert.Throws<ArgumentException>(() => Gif.Write(new Image(new byte[1], 1, 1), Stream.Null, "x.gif")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        Hostile.Damage(File(9, 1, 5, 8, true, [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 4))]), (stream, name) => Gif.Read(stream, name));
        var real = System.IO.File.ReadAllBytes(Directory.EnumerateFiles(Repository.SharedOrSkip("data", "drive"), "*.gif", SearchOption.AllDirectories).First());
        Hostile.Damage(real, (stream, name) => Gif.Read(stream, name), 100);
        Hostile.Truncate(real, (stream, name) => Gif.Read(stream, name), 20);
    }
}
