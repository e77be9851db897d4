using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Tests.Formats.Rows;

/// <summary>Reading and writing in bands of rows, for every format alike.</summary>
public sealed class RowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rows").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    public void Bands_written_and_read_in_any_sizes_make_the_same_picture(string extension)
    {
        var image = SampleImages.Make(SampleType.UInt8, 1, 101, 37, 3, 5);
        var path = Path.Combine(_folder, "bands" + extension);
        using (var writer = ImageFormats.CreateRows(path, ImageLayout.Of(image)))
        {
            for (int top = 0, rows = 1; top < image.Height; top += rows, rows = Math.Min(rows * 2, image.Height - top)) writer.Append(image.Rows(top, rows));
            Assert.False(File.Exists(path));
            writer.Complete();
        }

        SampleImages.AssertSame(image, Image.Read(path));
        using var reader = ImageFormats.OpenRows(path);
        Assert.Equal((101, 37, 3), (reader.Layout.Height, reader.Layout.Width, reader.Layout.Channels));
        foreach (var (top, rows) in new[] { (0, 1), (1, 30), (90, 11), (50, 7), (100, 1), (0, 101) }) SampleImages.AssertSame(image.Rows(top, rows), reader.Read(top, rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(100, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(-1, 2));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    public void An_unfinished_picture_leaves_nothing_behind(string extension)
    {
        var image = SampleImages.Make(SampleType.UInt8, 1, 10, 7, 1, 5);
        var path = Path.Combine(_folder, "half" + extension);
        using (var writer = ImageFormats.CreateRows(path, ImageLayout.Of(image)))
        {
            writer.Append(image.Rows(0, 6));
            Assert.Throws<ArgumentException>(() => writer.Append(image));
            Assert.Throws<ArgumentException>(() => writer.Append(SampleImages.Make(SampleType.UInt16, 1, 1, 7, 1, 5)));
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void A_file_is_replaced_only_when_asked_to()
    {
        var path = Path.Combine(_folder, "a.png");
        new Image(new byte[] { 1 }, 1, 1).Write(path);
        Assert.Contains("exists already", Assert.Throws<IOException>(() => new Image(new byte[] { 2 }, 1, 1).Write(path)).Message, StringComparison.Ordinal);
        Assert.Equal([1], Image.Read(path).ToLabels());
        new Image(new byte[] { 2 }, 1, 1).Write(path, overwrite: true);
        Assert.Equal([2], Image.Read(path).ToLabels());
        Assert.Single(Directory.EnumerateFiles(_folder));
    }
}
