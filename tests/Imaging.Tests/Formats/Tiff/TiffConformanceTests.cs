namespace UNetSharp.Imaging.Tests.Formats.Tiff;

/// <summary>TIFF files that others wrote, against what other decoders made of them.</summary>
public sealed class TiffConformanceTests
{
    /// <summary>What is not read, by the facts of the manifest, and how the refusal begins.</summary>
    private static readonly (string Fact, string Message)[] NotRead =
    [
        ("comp=CCITT", "CCITT fax"),
        ("comp=ZSTD", "Zstandard"),
        ("comp=THUNDERSCAN", "ThunderScan"),
        ("comp=SGILOG", "SGI LogLuv"),
        ("comp=OJPEG", "JPEG in the manner of TIFF 6.0"),
        ("photo=YCBCR", "YCbCr"),
    ];

    public static TheoryData<string> Files => Conformance.Files("conformance-tiff");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void Every_file_of_the_suites_is_read_as_others_read_it_or_refused_by_name(string file)
    {
        var suite = Conformance.Open("conformance-tiff");
        var entry = suite[file];
        if (file.StartsWith("malformed/", StringComparison.Ordinal))
        {
            Hostile.Read(File.ReadAllBytes(suite.PathOf(file)), (stream, name) => Imaging.Formats.ImageFormats.Read(stream, name), 64 << 20, file);
            return;
        }

        foreach (var (fact, message) in NotRead)
        {
            if (!entry.Facts.Contains(fact, StringComparison.Ordinal) || entry.Facts.Contains("comp=JPEG", StringComparison.Ordinal)) continue;
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Image.Read(suite.PathOf(file))).Message, StringComparison.Ordinal);
            return;
        }

        if (file == "libtiff-net/tiger-rgb-tile-planar-64.tif")
        {
            Assert.Contains("64 bits beyond 2⁵³", Assert.Throws<InvalidDataException>(() => Image.Read(suite.PathOf(file))).Message, StringComparison.Ordinal);
            return;
        }

        var image = Image.Read(suite.PathOf(file));
        CheckBands(suite.PathOf(file), image.Plane(0));
        if (entry.Status != "ok") return;   // 24-bit samples, which the other decoder lacks; compared with their twins below
        var channelsFirst = entry.Facts.Contains("planar=2", StringComparison.Ordinal);
        int[] shape = image.Channels == 1 ? [image.Height, image.Width] : channelsFirst ? [image.Channels, image.Height, image.Width] : [image.Height, image.Width, image.Channels];
        Assert.Equal(entry.Extents, shape);
        Assert.Equal(entry.Sha256, Conformance.Hash(image.Plane(0), entry.Dtype, channelsFirst));
        Assert.Equal(entry.Facts.Contains("photo=PALETTE", StringComparison.Ordinal), image.Palette is not null);
    }

    [Theory]
    [InlineData("libtiff-net/tiger-minisblack-float-strip-24.tif", "libtiff-net/tiger-minisblack-float-strip-32.tif", 1f / 65536)]
    [InlineData("libtiff-net/tiger-minisblack-float-tile-24.tif", "libtiff-net/tiger-minisblack-float-tile-16.tif", 1f / 1024)]
    [InlineData("libtiff-net/tiger-rgb-float-tile-contig-24.tif", "libtiff-net/tiger-rgb-float-strip-planar-24.tif", 0)]
    [InlineData("libtiff-net/tiger-rgb-float-strip-planar-24.tif", "libtiff-net/tiger-rgb-float-tile-contig-64.tif", 1f / 65536)]
    [InlineData("libtiffpic/depth/flower-rgb-contig-24.tif", "libtiffpic/depth/flower-rgb-planar-24.tif", 0)]
    [InlineData("libtiff-net/gray8-lzw-mac.tif", "libtiff-net/gray8-zip-pc.tif", 0)]
    [InlineData("exampletiffs/shapes_lzw_planar.tif", "exampletiffs/shapes_lzw_tiled.tif", 0)]
    public void One_picture_in_two_encodings_agrees(string file, string twin, float within)
    {
        var suite = Conformance.Open("conformance-tiff");
        float[] one = Image.Read(suite.PathOf(file)).ToFloats(), other = Image.Read(suite.PathOf(twin)).ToFloats();
        Assert.Equal(one.Length, other.Length);
        for (var i = 0; i < one.Length; i++) Assert.InRange(one[i] - other[i], -within, within);
    }

    [Fact]
    public void Samples_of_24_bits_repeat_those_of_8()
    {
        var suite = Conformance.Open("conformance-tiff");
        var (wide, narrow) = (Image.Read(suite.PathOf("libtiffpic/depth/flower-rgb-contig-24.tif")), Image.Read(suite.PathOf("libtiffpic/depth/flower-rgb-contig-08.tif")));
        for (var i = 0; i < wide.Count; i++) Assert.Equal(narrow.Samples<byte>()[i] * 0x010101u, wide.Samples<uint>()[i]);
    }

    private static void CheckBands(string path, Image plane)
    {
        using var reader = Imaging.Formats.ImageFormats.OpenRows(path);
        for (int top = 0, rows = 1; top < plane.Height; top += rows, rows = Math.Min((rows * 3) + 1, plane.Height - top)) SampleImages.AssertSame(plane.Rows(top, rows), reader.Read(top, rows));
        SampleImages.AssertSame(plane.Rows(0, 1), reader.Read(0, 1));
    }
}
