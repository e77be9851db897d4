using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Png;

namespace UNetSharp.Imaging.Tests.Formats.Png;

public sealed class PngFormatTests
{
    private static readonly PngFormat Png = new();

    public static TheoryData<string> SuiteFiles => Conformance.Files("conformance-png");

    private static Image Read(byte[] file) => ImageFormats.Read(new MemoryStream(file), "x.png");

    private static byte[] Write(Image image)
    {
        var stream = new MemoryStream();
        Png.Write(image, stream, "x.png");
        return stream.ToArray();
    }

    /// <summary>A file of the given chunks; sums are right unless a chunk brings its own.</summary>
    private static byte[] File(params (string Type, byte[] Content)[] chunks)
    {
        var stream = new MemoryStream();
        stream.Write(PngChunks.Signature);
        foreach (var (type, content) in chunks) new PngChunkWriter(stream).Write(type, content);
        return stream.ToArray();
    }

    private static byte[] Header(int width, int height, byte depth, byte colour, byte interlace = 0)
    {
        var bytes = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(bytes, width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), height);
        (bytes[8], bytes[9], bytes[12]) = (depth, colour, interlace);
        return bytes;
    }

    private static byte[] Deflate(params byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var deflater = new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true)) deflater.Write(bytes);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("img_gray8.png")]
    [InlineData("img_gray16.png")]
    [InlineData("img_rgb8.png")]
    [InlineData("img_rgba8.png")]
    [InlineData("img_1bit.png")]
    [InlineData("img_palette.png")]
    public void Goldens_are_read_exactly(string file) => GoldenImages.Check(file);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SuiteFiles))]
    public void Every_file_of_the_suites_is_read_as_others_read_it_or_refused(string file)
    {
        var suite = Conformance.Open("conformance-png");
        var entry = suite[file];
        if (entry.Status != "ok")
        {
            // Two files have only a damaged colour note, which the pixels do not need; pypng refuses them, libpng does not.
            if (file is "image-png-tests/bugfixes_cicp_pq.png" or "image-png-tests/bugfixes_issue#430.png")
            {
                Assert.Equal(SampleType.UInt8, Image.Read(suite.PathOf(file)).SampleType);
                return;
            }

            Assert.Contains(file[(file.LastIndexOf('/') + 1)..], Assert.Throws<InvalidDataException>(() => Image.Read(suite.PathOf(file))).Message, StringComparison.Ordinal);
            return;
        }

        var image = Image.Read(suite.PathOf(file));
        int[] shape = image.Channels == 1 ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels];
        Assert.Equal(entry.Extents, shape);
        Assert.Equal(entry.Dtype, image.SampleType == SampleType.UInt16 ? "uint16" : "uint8");
        Assert.Equal(entry.Sha256, Conformance.Hash(image, entry.Dtype, channelsFirst: false));
        Assert.Equal(entry.Facts.Contains("palette=0", StringComparison.Ordinal) || image.Channels > 1, image.Palette is null);
        if (image.Palette is not null) Assert.Contains($"palette={image.Palette.Count}", entry.Facts, StringComparison.Ordinal);
    }

    [Fact]
    public void Interlaced_and_plain_files_of_one_picture_agree()
    {
        var suite = Conformance.Open("conformance-png");
        foreach (var plain in Directory.EnumerateFiles(suite.PathOf("pngsuite"), "*n*.png"))
        {
            var interlaced = Path.Combine(suite.PathOf("pngsuite"), Path.GetFileName(plain).Replace('n', 'i'));
            if (Path.GetFileName(plain)[0] is not ('b' or 's') || !System.IO.File.Exists(interlaced)) continue;
            SampleImages.AssertSame(Image.Read(plain), Image.Read(interlaced));
        }
    }

    [Fact]
    public void Read_after_write_is_identity() => Prop.ForAll(SampleImages.Of([SampleType.UInt8, SampleType.UInt16], [1, 2, 3, 4]), image =>
    {
        var whole = new Image(image.SampleType == SampleType.UInt8 ? image.Samples<byte>().ToArray() : image.Samples<ushort>().ToArray(), image.Height, image.Width, image.Channels) { HasAlpha = image.Channels % 2 == 0 };
        SampleImages.AssertSame(whole, Read(Write(whole)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Palette_spacing_and_texts_survive()
    {
        var image = new Image(new byte[] { 0, 1, 2, 1 }, 2, 2)
        {
            Palette = new Palette(new Colour(1, 2, 3), new Colour(4, 5, 6, 7), new Colour(255, 0, 0)),
            Spacing = new Spacing(0.7, 0.3, 0.7, "mm"),
            Metadata = new Dictionary<string, string> { ["description"] = "cells, 5 µm" },
        };
        var read = Read(Write(image));
        SampleImages.AssertSame(image, read);
        Assert.Equal(image.Spacing, read.Spacing);
        Assert.Equal("cells, 5 µm", read.Metadata["description"]);
    }

    [Theory]
    [InlineData(2835u, 1, "1 x 1 x 1 pixel")]          // 72 dpi: a printer's
    [InlineData(1538462u, 1, "0.65 x 0.65 x 0.65 µm")]   // a microscope's
    [InlineData(1538462u, 0, "1 x 1 x 1 pixel")]         // no unit
    [InlineData(0u, 1, "1 x 1 x 1 pixel")]
    public void A_resolution_is_a_spacing_only_where_it_was_measured(uint perMetre, byte unit, string spacing)
    {
        var chunk = new byte[9];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, perMetre);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), perMetre);
        chunk[8] = unit;
        Assert.Equal(spacing, Read(File(("IHDR", Header(1, 1, 8, 0)), ("pHYs", chunk), ("IDAT", Deflate(0, 7)), ("IEND", []))).Spacing.ToString());
    }

    [Fact]
    public void Pixels_may_be_cut_into_any_number_of_chunks()
    {
        var packed = Deflate(0, 7, 8, 9);
        var chunks = packed.Select(value => ("IDAT", new[] { value })).Prepend(("IDAT", [])).Prepend(("IHDR", Header(3, 1, 8, 0))).Append(("IEND", []));
        Assert.Equal([7, 8, 9], Read(File([.. chunks])).ToLabels());
    }

    [Fact]
    public void What_PNG_cannot_hold_is_refused_with_the_way_out()
    {
        Assert.Contains("not Float32: write a TIFF", Assert.Throws<ArgumentException>(() => Write(new Image(new float[1], 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("not a stack of 2: write a TIFF", Assert.Throws<ArgumentException>(() => Write(new Image(new byte[2], 2, 1, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("not 4: choose with SelectChannels", Assert.Throws<ArgumentException>(() => Write(new Image(new byte[4], 1, 1, 4))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IDAT twice too short", "end too early")]
    [InlineData("filter", "filter 5")]
    [InlineData("no palette", "no PLTE")]
    [InlineData("bomb", "can't hold so many")]
    [InlineData("unknown critical", "critical but not known")]
    [InlineData("no pixels", "without an IDAT")]
    [InlineData("no end", "before its IEND")]
    [InlineData("zlib", "can't be unpacked")]
    [InlineData("dictionary", "can't be unpacked")]
    [InlineData("no header", "must be IHDR")]
    [InlineData("too large", "more than one image holds")]
    public void Lies_are_called_by_name(string lie, string message)
    {
        byte[] pixel = Deflate(0, 7);
        var file = lie switch
        {
            "IDAT twice too short" => File(("IHDR", Header(1, 2, 8, 0)), ("IDAT", pixel), ("IEND", [])),
            "filter" => File(("IHDR", Header(1, 1, 8, 0)), ("IDAT", Deflate(5, 7)), ("IEND", [])),
            "no palette" => File(("IHDR", Header(1, 1, 8, 3)), ("IDAT", pixel), ("IEND", [])),
            "bomb" => File(("IHDR", Header(60_000, 60_000, 16, 6)), ("IDAT", pixel), ("IEND", [])),
            "unknown critical" => File(("IHDR", Header(1, 1, 8, 0)), ("ABCD", []), ("IDAT", pixel), ("IEND", [])),
            "no pixels" => File(("IHDR", Header(1, 1, 8, 0)), ("IEND", [])),
            "no end" => File(("IHDR", Header(1, 1, 8, 0)), ("IDAT", pixel)),
            "zlib" => File(("IHDR", Header(1, 1, 8, 0)), ("IDAT", [1, 2, 3, 4]), ("IEND", [])),
            "dictionary" => File(("IHDR", Header(1, 1, 8, 0)), ("IDAT", [0x78, 0xBB, 0, 0, 0, 1, 3, 0]), ("IEND", [])),
            "no header" => File(("IDAT", pixel), ("IEND", [])),
            _ => File(("IHDR", Header(60_000, 60_000, 1, 0)), ("IDAT", new byte[500_000]), ("IEND", [])),
        };
        var error = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.StartsWith("x.png: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var good = Write(SampleImages.Make(SampleType.UInt16, 1, 30, 30, 3, 1));
        Hostile.Damage(good, (stream, name) => Png.Read(stream, name));
        Hostile.Damage(good, (stream, name) => Png.Read(stream, name), mend: MendSums);
        for (var cut = 0; cut < good.Length; cut += 7) Assert.Throws<InvalidDataException>(() => Png.Read(new MemoryStream(good[..cut]), "x.png"));
        var suite = Conformance.Open("conformance-png");
        foreach (var file in new[] { "basi3p04.png", "basi6a16.png", "s37i3p04.png" }) Hostile.Damage(System.IO.File.ReadAllBytes(suite.PathOf($"pngsuite/{file}")), (stream, name) => Png.Read(stream, name), 150, MendSums);
    }

    private static void MendSums(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Sum(Crc32.Add(Crc32.Start, file.AsSpan(at + 4, (int)length + 4))));
            at += 12 + (int)length;
        }
    }
}
