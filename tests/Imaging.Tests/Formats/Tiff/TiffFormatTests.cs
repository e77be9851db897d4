using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Rows;
using UNetSharp.Imaging.Formats.Tiff;

namespace UNetSharp.Imaging.Tests.Formats.Tiff;

public sealed class TiffFormatTests
{
    private static readonly TiffFormat Tiff = new();

    private static Image Read(byte[] file) => ImageFormats.Read(new MemoryStream(file), "x.tif");

    private static byte[] Write(Image image, bool compressed = true)
    {
        var stream = new MemoryStream();
        new TiffFormat { Compressed = compressed }.Write(image, stream, "x.tif");
        return stream.ToArray();
    }

    [Theory]
    [InlineData("img_gray8.tif")]
    [InlineData("img_gray16_be.tif")]
    [InlineData("img_float32.tif")]
    [InlineData("img_rgb8.tif")]
    [InlineData("img_stack16_deflate.tif")]
    [InlineData("img_tiled8.tif")]
    [InlineData("img_strips8.tif")]
    [InlineData("img_bigtiff8.tif")]
    [InlineData("img_gray8_lzw.tif")]
    [InlineData("img_gray8_packbits.tif")]
    [InlineData("img_gray8_deflate.tif")]
    [InlineData("img_rgb8_lzw_predictor.tif")]
    public void Goldens_are_read_exactly(string file) => GoldenImages.Check(file);

    [Fact]
    public void Read_after_write_is_identity_for_every_type_and_shape() => Prop.ForAll(SampleImages.Of(SampleImages.AllTypes, [1, 2, 3, 4, 7], mostPlanes: 4), image =>
    {
        foreach (var compressed in new[] { true, false }) SampleImages.AssertSame(image, Read(Write(image, compressed)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Opacity_palette_and_a_plain_description_survive()
    {
        foreach (var channels in new[] { 2, 4 })
        {
            var made = SampleImages.Make(SampleType.UInt16, 1, 5, 6, channels, 3);
            var image = new Image(made.Samples<ushort>().ToArray(), 5, 6, channels) { HasAlpha = true };
            SampleImages.AssertSame(image, Read(Write(image)));
        }

        var colours = new Colour[256];
        for (var i = 0; i < 256; i++) colours[i] = new Colour((byte)i, (byte)(255 - i), 7);
        var indexed = new Image(new byte[] { 0, 1, 2, 255 }, 2, 2) { Palette = new Palette(colours), Metadata = new Dictionary<string, string> { ["description"] = "Zellen, 5 µm" } };
        SampleImages.AssertSame(indexed, Read(Write(indexed)));
        Assert.Equal("Zellen, 5 µm", Read(Write(indexed)).Metadata["description"]);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 3, 2)]
    [InlineData(6, 1, 6)]
    [InlineData(6, 6, 1)]
    public void Spacing_slices_and_frames_survive(int depth, int slices, int frames)
    {
        foreach (var spacing in new[] { new Spacing(2.5, 0.3251, 0.65, "µm"), new Spacing(5, 1.0 / 3, 0.7, "mm"), new Spacing(2, 1, 1, "nm") })
        {
            var image = new Image(new byte[depth * 12], depth, 3, 4, 1) { Spacing = spacing, Metadata = new Dictionary<string, string> { ["slices"] = $"{slices}", ["frames"] = $"{frames}" } };
            var read = Read(Write(image));
            Assert.Equal(spacing.Unit, read.Spacing.Unit);
            Assert.Equal(spacing.Width, read.Spacing.Width, 1e-9);
            Assert.Equal(spacing.Height, read.Spacing.Height, 1e-9);
            if (depth > 1) Assert.Equal(spacing.Depth, read.Spacing.Depth);
            Assert.Equal(frames > 1 ? $"{frames}" : null, read.Metadata.GetValueOrDefault("frames"));
        }
    }

    [Fact]
    public void A_centimetre_is_told_in_millimetres()
    {
        var read = Read(Write(new Image(new byte[4], 2, 2) { Spacing = new Spacing(0.1, 0.1, 0.1, "cm") }));
        Assert.Equal("mm", read.Spacing.Unit);
        Assert.Equal(1, read.Spacing.Width, 1e-9);
    }

    [Fact]
    public void A_BigTIFF_is_written_and_read()
    {
        var image = SampleImages.Make(SampleType.Int32, 1, 300, 400, 1, 8);
        var stream = new MemoryStream();
        using (var writer = new TiffWriter(ImageLayout.Of(image), 1, compressed: true, stream, largestClassic: 1000))
        {
            writer.Append(image);
            writer.Complete();
        }

        Assert.Equal([(byte)'I', (byte)'I', 43, 0, 8, 0, 0, 0], stream.ToArray()[..8]);
        SampleImages.AssertSame(image, Read(stream.ToArray()));
    }

    [Fact]
    public void One_page_of_ImageJ_may_stand_for_a_whole_stack()
    {
        // Three planes of 2 x 2 bytes, the way ImageJ writes stacks beyond 4 GB: one directory, and the planes one after another.
        var file = Page(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, "ImageJ=1.53t\nimages=3\nslices=3\nunit=\\u00B5m\nspacing=4.0\nloop=false\n", resolution: 2);
        var image = Read(file);
        Assert.Equal((3, 2, 2), (image.Depth, image.Height, image.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], image.ToLabels());
        Assert.Equal(new Spacing(4, 0.5, 0.5, "µm"), image.Spacing);
        var error = Assert.Throws<InvalidDataException>(() => Read(Page(new byte[8], "ImageJ=1.53t\nimages=2000\nslices=2000\n", 1)));
        Assert.Contains("promises 2,000 planes of 4 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Planes_of_a_hyperstack_become_channels_and_planes()
    {
        // Six pages: two channels run faster than three slices.
        var image = Read(Page([.. Enumerable.Range(0, 24).Select(i => (byte)i)], "ImageJ=1.53t\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n", 1));
        Assert.Equal((3, 2, 2, 2), (image.Depth, image.Height, image.Width, image.Channels));
        Assert.Equal([0, 4, 1, 5, 2, 6, 3, 7, 8, 12], image.ToLabels()[..10]);
    }

    [Theory]
    [InlineData("XYCZT", 1, 3, 6)]
    [InlineData("XYZCT", 2, 1, 6)]
    [InlineData("XYTCZ", 4, 12, 1)]
    public void OME_tells_the_order_of_pages(string order, int nextChannel, int nextSlice, int nextFrame)
    {
        // Three channels, two slices, four frames. Plane = frame · slices + slice.
        var ome = OmeDescription.Parse($"<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image><Pixels DimensionOrder=\"{order}\" SizeC=\"3\" SizeZ=\"2\" SizeT=\"4\" PhysicalSizeX=\"0.2\" PhysicalSizeY=\"0.3\" PhysicalSizeZ=\"1\"/></Image></OME>")!;
        Assert.Equal(new Spacing(1, 0.3, 0.2, "µm"), ome.Spacing);
        var pages = Enumerable.Range(0, 24).ToDictionary(ome.PlaceOf, i => i);
        Assert.Equal(24, pages.Count);
        Assert.Equal([0, nextChannel, nextSlice, nextFrame], [pages[(0, 0)], pages[(1, 0)], pages[(0, 1)], pages[(0, 2)]]);
    }

    [Fact]
    public void Real_stacks_and_masks_agree_in_size()
    {
        var folder = Repository.SharedOrSkip("data", "stardist-samples");
        Image stack = Image.Read(Path.Combine(folder, "img3d.tif")), mask = Image.Read(Path.Combine(folder, "mask3d.tif"));
        Assert.Equal((31, 61, 57, 1, SampleType.UInt16), (stack.Depth, stack.Height, stack.Width, stack.Channels, stack.SampleType));
        Assert.Equal((31, 61, 57, 162), (mask.Depth, mask.Height, mask.Width, mask.ToLabels().Max()));
    }

    [Fact]
    public void A_file_far_too_small_for_what_it_promises_takes_no_memory()
    {
        var bytes = Write(new Image(new byte[100], 10, 10), compressed: false);
        // ImageWidth is the first field of the directory: its value stands eight bytes after its tag.
        var tag = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 1, 4, 0, 1, 0, 0, 0, 10, 0, 0, 0]);
        BitConverter.TryWriteBytes(bytes.AsSpan(tag + 8), 1_000_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than a file of", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void More_offsets_than_blocks_do_no_harm()
    {
        var stream = new MemoryStream();
        var writer = new TiffDirectoryWriter(stream, big: false);
        stream.Write([1, 5, 6]);   // two bytes as they are
        writer.Begin();
        writer.Longs(TiffTag.ImageWidth, 2);
        writer.Longs(TiffTag.ImageLength, 1);
        writer.Shorts(TiffTag.BitsPerSample, 8);
        writer.Shorts(TiffTag.Compression, (ushort)TiffCompression.PackBits);
        writer.Offsets(TiffTag.StripOffsets, [8, 9, 10]);
        writer.Offsets(TiffTag.StripByteCounts, [3]);
        writer.End();
        Assert.Equal([5, 6], Read(stream.ToArray()).ToLabels());
    }

    [Fact]
    public void Directories_that_lead_round_in_a_circle_are_refused()
    {
        var bytes = Write(new Image(new byte[100], 10, 10), compressed: false);
        bytes.AsSpan(4, 4).CopyTo(bytes.AsSpan(bytes.Length - 4));   // the last directory's link is the file's end
        Assert.Contains("leads back", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        foreach (var compressed in new[] { true, false })
        {
            var good = Write(SampleImages.Make(SampleType.UInt16, 3, 20, 30, 1, 1), compressed);
            Hostile.Damage(good, (stream, name) => Tiff.Read(stream, name), 200);
            Hostile.Truncate(good, (stream, name) => Tiff.Read(stream, name));
        }

        foreach (var file in new[] { "img_tiled8.tif", "img_rgb8_lzw_predictor.tif", "img_gray8_packbits.tif", "img_bigtiff8.tif", "img_gray16_be.tif", "img_float32.tif" })
        {
            var good = File.ReadAllBytes(Golden.PathOf(file));
            Hostile.Damage(good, (stream, name) => Tiff.Read(stream, name), 200);
            Hostile.Truncate(good, (stream, name) => Tiff.Read(stream, name), 30);
        }
    }

    /// <summary>A file of one directory: 2 x 2 pixels of 8 bits at byte 8, and whatever follows them.</summary>
    private static byte[] Page(byte[] pixels, string description, int resolution)
    {
        var stream = new MemoryStream();
        var writer = new TiffDirectoryWriter(stream, big: false);
        stream.Write(pixels);
        writer.Begin();
        writer.Longs(TiffTag.ImageWidth, 2);
        writer.Longs(TiffTag.ImageLength, 2);
        writer.Shorts(TiffTag.BitsPerSample, 8);
        writer.Text(TiffTag.ImageDescription, description);
        writer.Offsets(TiffTag.StripOffsets, [8]);
        writer.Rational(TiffTag.XResolution, resolution);
        writer.Rational(TiffTag.YResolution, resolution);
        writer.End();
        return stream.ToArray();
    }
}
