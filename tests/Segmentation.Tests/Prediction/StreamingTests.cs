using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Segmentation.Tests.Prediction;

public sealed class StreamingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unetsharp-streaming-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("none", 203, 61, Averaging.None, "png")]
    [InlineData("z-score", 150, 75, Averaging.Mirror, "png")]
    [InlineData("percentiles 1 99", 260, 33, Averaging.None, "tif")]
    [InlineData("min-max", 5, 90, Averaging.None, "tif")]
    public void Bands_of_rows_give_what_the_whole_image_gives(string normalisation, int height, int width, Averaging averaging, string extension)
    {
        var model = Networks.Valid.WithMetadata(new ModelCard(LabelMap.Consecutive(3)) { Normalisation = [IntensityNormalisation.Parse(normalisation)] }.ToMetadata());
        var random = new Random(height);
        var image = new Image(Enumerable.Range(0, height * width).Select(_ => (byte)random.Next(256)).ToArray(), height, width);
        var (picture, labels) = (Path.Combine(_folder, $"picture.{extension}"), Path.Combine(_folder, $"labels.{extension}"));
        image.Write(picture);
        var predictor = new Predictor(model, new() { Tile = 60, Averaging = averaging });
        using (var rows = ImageFormats.OpenRows(picture)) predictor.Segment(rows, layout => ImageFormats.CreateRows(labels, layout));
        Assert.Equal(predictor.Segment(image).Samples<byte>().ToArray(), Image.Read(labels).Samples<byte>().ToArray());
    }

    [Fact]
    public void Overlapping_tiles_of_a_padded_network_stream_too()
    {
        var image = Networks.RandomImage(8, 1, 300, 40, 2);
        var predictor = new Predictor(Networks.Padded, new() { Tile = 32 });
        var writer = new Gathered();
        using (var rows = new Rows(image)) predictor.Segment(rows, _ => writer);
        Assert.Equal(predictor.Segment(image).Samples<byte>().ToArray(), writer.Labels);
    }

    [Fact]
    public void No_row_is_read_twice_and_no_more_rows_are_held_than_tiles_need()
    {
        var image = Networks.RandomImage(8, 1, 700, 20);
        using var rows = new Rows(image);
        new Predictor(Networks.Valid, new() { Tile = 60 }).Segment(rows, _ => new Gathered());
        Assert.Equal(700, rows.RowsRead);
    }

    [Fact]
    public void What_needs_the_whole_image_is_refused()
    {
        using var rows = new Rows(Networks.RandomImage(8, 1, 70, 20));
        Assert.Throws<ArgumentException>(() => new Predictor(Networks.Valid, new() { Averaging = Averaging.Rotate }).Segment(rows, _ => new Gathered()));
        Assert.Throws<ArgumentException>(() => new Predictor(Networks.Padded).Segment(rows, _ => new Gathered()));
        Assert.Throws<ArgumentException>(() => new Predictor(Networks.Of(new Pointwise(3))).Segment(rows, _ => new Gathered()));
    }

    private sealed class Rows(Image image) : IRowReader
    {
        public ImageLayout Layout { get; } = ImageLayout.Of(image);

        public int Pages => 1;

        public int RowsRead { get; private set; }

        public Image Read(int top, int rows)
        {
            RowsRead += rows;
            return image.Rows(top, rows);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Gathered : IRowWriter
    {
        public List<byte> Labels { get; } = [];

        public void Append(Image band) => Labels.AddRange(band.Samples<byte>());

        public void Complete()
        {
        }

        public void Dispose()
        {
        }
    }
}
