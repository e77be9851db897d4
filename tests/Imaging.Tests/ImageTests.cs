namespace UNetSharp.Imaging.Tests;

public sealed class ImageTests
{
    public static TheoryData<Array, SampleType> Arrays => new()
    {
        { new byte[] { 1, 2, 3, 4, 5, 6 }, SampleType.UInt8 },
        { new ushort[] { 1, 2, 3, 4, 5, 6 }, SampleType.UInt16 },
        { new short[] { 1, 2, 3, 4, 5, 6 }, SampleType.Int16 },
        { new uint[] { 1, 2, 3, 4, 5, 6 }, SampleType.UInt32 },
        { new int[] { 1, 2, 3, 4, 5, 6 }, SampleType.Int32 },
        { new float[] { 1, 2, 3, 4, 5, 6 }, SampleType.Float32 },
        { new double[] { 1, 2, 3, 4, 5, 6 }, SampleType.Float64 },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Every_sample_type_is_known_and_converts(Array samples, SampleType type)
    {
        var image = new Image(samples, 2, 3) { Spacing = new Spacing(1, 0.5, 0.5, "mm") };
        Assert.Equal(type, image.SampleType);
        Assert.Equal([1f, 2, 3, 4, 5, 6], image.ToFloats());
        Assert.Equal([1, 2, 3, 4, 5, 6], image.ToLabels());
        Assert.Equal([2f, 2, 2, 3, 3, 3], image.ToRgb().ToFloats()[3..9]);
        Assert.Equal(type, image.ToRgb().SampleType);
        Assert.Equal(image.Spacing, image.ToRgb().Spacing);
    }

    [Fact]
    public void Samples_are_asked_for_by_their_own_type_only()
    {
        var image = new Image(new ushort[4], 2, 2);
        Assert.Equal(4, image.Samples<ushort>().Length);
        var error = Assert.Throws<InvalidOperationException>(() => image.Samples<short>().Length);
        Assert.Equal("The samples of this image are UInt16, not Int16: ToFloats() and ToLabels() convert.", error.Message);
    }

    [Fact]
    public void An_array_of_the_wrong_length_or_type_is_refused()
    {
        Assert.Contains("[1, 2, 2, 3] are 12 samples, but the array holds 4", Assert.Throws<ArgumentException>(() => new Image(new byte[4], 2, 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("not SByte", Assert.Throws<ArgumentException>(() => new Image(new sbyte[4], 2, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("must be positive", Assert.Throws<ArgumentException>(() => new Image(Array.Empty<byte>(), 0, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_palette_image_keeps_its_indices_until_colours_are_asked_for()
    {
        var image = new Image(new byte[] { 0, 1, 2 }, 1, 3) { Palette = new Palette(new Colour(1, 2, 3), new Colour(4, 5, 6)) };
        Assert.Equal([0, 1, 2], image.ToLabels());
        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 0, 0], image.ToRgb().ToLabels());
    }

    [Fact]
    public void Opacity_is_dropped_from_colour()
    {
        var image = new Image(new byte[] { 1, 2, 3, 255, 4, 5, 6, 128 }, 1, 2, 4) { HasAlpha = true };
        Assert.Equal([1, 2, 3, 4, 5, 6], image.ToRgb().ToLabels());
        Assert.Throws<InvalidOperationException>(() => new Image(new byte[4], 1, 1, 4).ToRgb());
    }

    [Fact]
    public void A_plane_of_a_stack_is_a_picture()
    {
        var stack = new Image(new float[] { 1, 2, 3, 4, 5, 6 }, 3, 1, 2, 1);
        Assert.Equal([3f, 4], stack.Plane(1).ToFloats());
        Assert.Equal(1, stack.Plane(2).Depth);
        Assert.Throws<ArgumentOutOfRangeException>(() => stack.Plane(3));
    }

    [Fact]
    public void Labels_beyond_32_bits_and_not_a_number_are_not_cut_to_something_else()
    {
        Assert.Throws<OverflowException>(() => new Image(new uint[] { uint.MaxValue }, 1, 1).ToLabels());
        Assert.Throws<OverflowException>(() => new Image(new float[] { float.NaN }, 1, 1).ToLabels());
    }

    [Theory]
    [InlineData("mm", 0.001, 0.0005)]
    [InlineData("nm", 1000, 500)]
    [InlineData("um", 1, 0.5)]
    public void Spacing_is_told_in_any_unit_of_length(string unit, double depth, double width)
    {
        var spacing = new Spacing(1, 0.5, 0.5, "µm").In(unit);
        Assert.Equal(depth, spacing.Depth, 1e-12);
        Assert.Equal(width, spacing.Width, 1e-12);
        Assert.Throws<InvalidOperationException>(() => Spacing.Pixels.In("mm"));
    }
}
