using FsCheck.Fluent;
using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Tests.Labels;

public class LabelMapTests
{
    [Fact]
    public void Values_become_classes_in_the_order_given()
    {
        var map = new LabelMap(LabelCoding.Values, [0, 255]);
        Assert.Equal([0, 1, 1, 0], map.Encode(new Image(new byte[] { 0, 255, 255, 0 }, 2, 2), "m"));
    }

    [Fact]
    public void Grey_stored_as_three_equal_channels_is_read_as_numbers()
    {
        var mask = new Image(new byte[] { 0, 0, 0, 255, 255, 255 }, 1, 2, 3);
        Assert.False(MaskValues.AreColours(mask));
        Assert.Equal([0, 1], new LabelMap(LabelCoding.Values, [0, 255]).Encode(mask, "m"));
    }

    [Fact]
    public void Colours_become_classes_and_come_back()
    {
        var mask = new Image(new byte[] { 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 0, 0 }, 2, 2, 3);
        var map = new LabelMap(LabelCoding.Colours, [0x000000, 0xff0000, 0x0000ff]);
        Assert.True(MaskValues.AreColours(mask));
        var labels = map.Encode(mask, "m");
        Assert.Equal([0, 1, 2, 1], labels);
        Assert.Equal(mask.Samples<byte>().ToArray(), map.Decode(labels, mask).Samples<byte>().ToArray());
    }

    [Fact]
    public void Ignored_pixels_have_no_class()
    {
        var map = new LabelMap(LabelCoding.Values, [0, 1], ignored: 255);
        Assert.Equal([0, 1, LabelMap.IgnoredClass], map.Encode(new Image(new byte[] { 0, 1, 255 }, 1, 3), "m"));
    }

    [Fact]
    public void A_threshold_parts_dark_from_bright_and_instances_are_one_class()
    {
        var mask = new Image(new byte[] { 0, 3, 127, 128, 250 }, 1, 5);
        Assert.Equal([0, 0, 0, 1, 1], new LabelMap(LabelCoding.Threshold, [0, 255]).Encode(mask, "m"));
        Assert.Equal([0, 1, 1, 1, 1], new LabelMap(LabelCoding.Instances, [0, 1]).Encode(mask, "m"));
    }

    [Fact]
    public void An_unknown_number_is_refused_with_the_file_and_the_classes()
    {
        var map = new LabelMap(LabelCoding.Values, [0, 255]);
        var refusal = Assert.Throws<InvalidDataException>(() => map.Encode(new Image(new byte[] { 0, 7 }, 1, 2), "masks/a.png"));
        Assert.Equal("masks/a.png: the mask holds 7, which is no class; known are values 0 255.", refusal.Message);
    }

    [Fact]
    public void Fractions_are_no_labels() =>
        Assert.Throws<InvalidDataException>(() => MaskValues.Numbers(new Image(new float[] { 0, 0.5f }, 1, 2), "m"));

    [Fact]
    public void Decoding_takes_the_narrowest_type_that_holds_the_numbers()
    {
        var geometry = new Image(new byte[] { 0, 0 }, 1, 2) { Spacing = new Spacing(1, 0.5, 0.5, "mm") };
        var bytes = new LabelMap(LabelCoding.Values, [0, 255]).Decode([1, 0], geometry);
        Assert.Equal(SampleType.UInt8, bytes.SampleType);
        Assert.Equal(geometry.Spacing, bytes.Spacing);
        Assert.Equal(SampleType.UInt16, new LabelMap(LabelCoding.Values, [0, 1000]).Decode([1, 0], geometry).SampleType);
        Assert.Equal(SampleType.Int32, new LabelMap(LabelCoding.Values, [-1, 1]).Decode([1, 0], geometry).SampleType);
    }

    [Fact]
    public void Decoding_and_encoding_are_inverse() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        var coding = random.Next(2) == 0 ? LabelCoding.Values : LabelCoding.Colours;
        var originals = Enumerable.Range(0, random.Next(2, 9)).Select(_ => random.Next(1 << 16)).Distinct().ToArray();
        var map = new LabelMap(coding, originals);
        int[] labels = [.. Enumerable.Range(0, 12).Select(_ => random.Next(map.Classes))];
        var geometry = new Image(new byte[12], 3, 4);
        Assert.Equal(labels, map.Encode(map.Decode(labels, geometry), "m"));
        Assert.Equal(map, LabelMap.Parse(map.ToString()));
    }));

    [Theory]
    [InlineData("values 0 255")]
    [InlineData("colours #000000 #ff0000 ignore #ffffff")]
    [InlineData("threshold 0 255")]
    [InlineData("instances 0 1")]
    [InlineData("values 0 1 2 ignore 255")]
    public void The_text_form_reads_back(string text) => Assert.Equal(text, LabelMap.Parse(text).ToString());

    [Theory]
    [InlineData("values")]
    [InlineData("numbers 0 1")]
    [InlineData("values 0 x")]
    [InlineData("values ignore 3")]
    public void Unknown_text_is_refused(string text) => Assert.Throws<FormatException>(() => LabelMap.Parse(text));

    [Fact]
    public void A_number_can_not_stand_for_two_classes() => Assert.Throws<ArgumentException>(() => new LabelMap(LabelCoding.Values, [0, 1, 1]));
}
