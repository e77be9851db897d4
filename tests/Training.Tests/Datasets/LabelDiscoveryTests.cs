using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Datasets;

public class LabelDiscoveryTests
{
    [Theory]
    [InlineData("values 0 255", new byte[] { 0, 255 })]
    [InlineData("values 0 1 2 3", new byte[] { 3, 1, 0, 2 })]
    [InlineData("values 0 2 5", new byte[] { 5, 2, 0 })]
    [InlineData("values 1 2", new byte[] { 2, 1 })]
    [InlineData("values 0", new byte[] { 0 })]
    public void Numbers_are_classes_in_ascending_order(string expected, byte[] values) =>
        Assert.Equal(expected, Pictures.DataOf(null, Pictures.Mask(values)).Labels.ToString());

    [Fact]
    public void Classes_are_found_over_all_masks() =>
        Assert.Equal("values 0 1 2", Pictures.DataOf(null, Pictures.Mask([0, 1]), Pictures.Mask([2, 0])).Labels.ToString());

    [Fact]
    public void Colours_are_classes_black_first() =>
        Assert.Equal("colours #000000 #0000ff #ff0000", Pictures.DataOf(null, Pictures.Colours([0xff0000, 0, 0x0000ff])).Labels.ToString());

    [Fact]
    public void Grey_masks_among_coloured_ones_count_by_their_colours() =>
        Assert.Equal("colours #000000 #ff0000 #ffffff", Pictures.DataOf(null, Pictures.Mask([0, 255]), Pictures.Colours([0, 0xff0000])).Labels.ToString());

    [Fact]
    public void Indices_count_where_palettes_agree_and_colours_where_they_do_not()
    {
        Image Indexed(params Colour[] colours) => new(Pictures.Mask([0, 1]).Samples<byte>().ToArray(), 8, 10) { Palette = new Palette(colours) };
        var black = Indexed(new(0, 0, 0), new(255, 0, 0));
        Assert.Equal("values 0 1", Pictures.DataOf(null, black, Indexed(new(0, 0, 0), new(255, 0, 0))).Labels.ToString());
        var data = Pictures.DataOf(null, black, Indexed(new(255, 0, 0), new(0, 0, 0)));
        Assert.Equal("colours #000000 #ff0000", data.Labels.ToString());
        Assert.Equal([0, 1], data.ReadLabels(data.Cases[0]).Labels.Take(2));
        Assert.Equal([1, 0], data.ReadLabels(data.Cases[1]).Labels.Take(2));
    }

    [Fact]
    public void Blurred_black_and_white_is_parted_in_the_middle()
    {
        var values = Enumerable.Repeat((byte)0, 40).Concat(Enumerable.Repeat((byte)255, 40)).ToArray();
        for (var i = 0; i < 20; i++) values[4 * i] = (byte)(i < 10 ? i : 235 + i);
        values[1] = 100;
        values[2] = 200;
        var data = Pictures.DataOf(null, Pictures.Mask(values));
        Assert.Equal("threshold 0 255", data.Labels.ToString());
        Assert.Equal([0, 0, 1, 0], data.ReadLabels(data.Cases[0]).Labels.Take(4));
    }

    [Fact]
    public void Many_numbers_of_one_piece_each_are_objects()
    {
        // Eight blobs of 2x2, parted by background.
        var numbers = new ushort[12 * 12];
        for (var cell = 0; cell < 8; cell++)
        {
            var (y, x) = (3 * (cell / 4), 3 * (cell % 4));
            foreach (var place in new[] { (12 * y) + x, (12 * y) + x + 1, (12 * (y + 1)) + x, (12 * (y + 1)) + x + 1 }) numbers[place] = (ushort)(10 * (cell + 1));
        }

        var data = Pictures.DataOf(null, new Image(numbers, 12, 12));
        Assert.Equal("instances 0 1", data.Labels.ToString());
        Assert.Equal(2, data.Classes);
        var mask = data.ReadLabels(data.Cases[0]);
        Assert.Equal(numbers.Select(number => (int)number), mask.Objects);
        Assert.Equal(32, mask.Labels.Sum());
        // Said otherwise, they are classes.
        Assert.Equal(9, Pictures.DataOf(new() { Instances = false }, new Image(numbers, 12, 12)).Classes);
    }

    [Fact]
    public void Many_numbers_of_many_pieces_are_classes() =>
        Assert.Equal("values 0 1 2 3 4 5 6 7", Pictures.DataOf(null, Pictures.Mask([0, 1, 2, 3, 4, 5, 6, 7])).Labels.ToString());

    [Fact]
    public void An_ignored_number_is_no_class()
    {
        var data = Pictures.DataOf(new() { IgnoredValue = 255 }, Pictures.Mask([0, 1, 255]));
        Assert.Equal("values 0 1 ignore 255", data.Labels.ToString());
        Assert.Equal([0, 1, -1], data.ReadLabels(data.Cases[0]).Labels.Take(3));
        Assert.Equal([27, 27], data.ClassPixels());
    }

    [Fact]
    public void More_numbers_than_classes_are_refused()
    {
        ushort[] numbers = [.. Enumerable.Range(0, 600).Select(i => (ushort)(i % 300))];
        var refusal = Assert.Throws<InvalidDataException>(() => Pictures.DataOf(null, new Image(numbers, 20, 30)).Labels);
        Assert.StartsWith("The masks hold 300 numbers, 256 are the most classes (see mask0).", refusal.Message);
    }
}
