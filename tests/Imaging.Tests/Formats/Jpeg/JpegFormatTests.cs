using System.Security.Cryptography;
using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Jpeg;

namespace UNetSharp.Imaging.Tests.Formats.Jpeg;

/// <summary>The samples were packed with libjpeg-turbo 2.1.5 from a synthetic picture; the hashes are of the pixels that its own decoder (accurate transform, smooth upsampling) makes of them.</summary>
public sealed class JpegFormatTests
{
    private static readonly JpegFormat Jpeg = new();

    private static string PathOf(string sample) => Path.Combine(Repository.Root, "tests", "Imaging.Tests", "Formats", "Jpeg", "Samples", sample + ".jpg");

    private static Image Read(byte[] file) => ImageFormats.Read(new MemoryStream(file), "x.jpg");

    [Theory]
    [InlineData("grey", 1, "1e85bf6a6c3afc5f7ee477e7cadf1413208818a02f23432ec91b7578232d45b9")]
    [InlineData("grey-progressive-restart", 1, "1e85bf6a6c3afc5f7ee477e7cadf1413208818a02f23432ec91b7578232d45b9")]
    [InlineData("ycc-444", 3, "02c2f885e107ec2a9355391c78321cfb5f1416f30991ce288e246425df1bd918")]
    [InlineData("ycc-422", 3, "68cbbe54fe1d1b2ff11d3500e15b0db6ed3698467c4cdd695ca4663effde981c")]
    [InlineData("ycc-440", 3, "c3d3d3539815cbe8ecdb94f35e70a6062601b99e0a488254cf6229f092622ea4")]
    [InlineData("ycc-420", 3, "844a38b11425a1d7965a454330d1ed430ea839fdc21a176fcfc76598ad073583")]
    [InlineData("ycc-420-progressive", 3, "844a38b11425a1d7965a454330d1ed430ea839fdc21a176fcfc76598ad073583")]
    [InlineData("ycc-411", 3, "167c4068b5cf3700dcf26642b7abfd725741add5a235eef68e9adce3817de80e")]
    [InlineData("ycc-odd", 3, "f70c761e9cb385e19a90a77febdd6c2f67ef6f816874e318d2ef3df76e70f4dd")]
    [InlineData("rgb", 3, "38310c3085d988fd6d40c95b60c3ebfd358b0278087dd801a9c5885353108961")]
    [InlineData("cmyk", 3, "cd6a045813c44a8b603a310bd67ae864bbe5794a789a41b71849d8ff2ccf038d")]
    [InlineData("ycck-420", 3, "3e6285c3b9047f0863022de2cd386e1221d07fad3d66722544d279b586f2859a")]
    [InlineData("one-pixel", 3, "e391467012cb8beeaae49e7e9bc4124c1fb6c79d0ae90b9ca25847210f9f2c5e")]
    public void Pixels_are_those_of_libjpeg_bit_for_bit(string sample, int channels, string hash)
    {
        var image = Image.Read(PathOf(sample));
        Assert.Equal(sample == "one-pixel" ? (1, 1, channels) : (29, 37, channels), (image.Height, image.Width, image.Channels));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(image.Samples<byte>())));
    }

    [Fact]
    public void The_transform_is_the_cosine_transform_to_within_one_level()
    {
        var random = new Random(3);
        var steps = new int[64];
        Array.Fill(steps, 1);
        for (var trial = 0; trial < 200; trial++)
        {
            var coefficients = new short[64];
            for (var i = 0; i < 64; i++) coefficients[i] = (short)(random.Next(4) == 0 ? random.Next(-60, 60) : 0);
            var samples = new byte[64];
            new JpegBlock().Restore(coefficients, steps, samples, 0, 8);
            for (var i = 0; i < 64; i++)
            {
                double sum = 0;
                for (var v = 0; v < 8; v++)
                {
                    for (var u = 0; u < 8; u++) sum += coefficients[(8 * v) + u] * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4 * Math.Cos(((2 * (i % 8)) + 1) * u * Math.PI / 16) * Math.Cos(((2 * (i / 8)) + 1) * v * Math.PI / 16);
                }

                Assert.InRange(samples[i] - Math.Clamp(sum + 128, 0, 255), -0.6, 0.6);
            }
        }
    }

    [Fact]
    public void Real_photographs_are_read()
    {
        var folder = Repository.SharedOrSkip("data");
        var eye = Image.Read(Path.Combine(folder, "chasedb1", "Image_01L.jpg"));
        Assert.Equal((960, 999, 3), (eye.Height, eye.Width, eye.Channels));
        Assert.False(eye.Spacing.IsPhysical);
        var car = Image.Read(Directory.EnumerateFiles(Path.Combine(folder, "carvana-sample", "images"), "*.jpg").First());
        Assert.Equal((1280, 1918, 3), (car.Height, car.Width, car.Channels));
    }

    [Theory]
    [InlineData(0xC3, "lossless JPEG")]
    [InlineData(0xC9, "arithmetic-coded JPEG")]
    [InlineData(0xF7, "JPEG-LS")]
    public void Other_kinds_of_JPEG_are_refused_by_name(byte marker, string message)
    {
        var file = File.ReadAllBytes(PathOf("grey"));
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = marker;
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Twelve_bits_and_late_heights_are_refused()
    {
        var file = File.ReadAllBytes(PathOf("grey"));
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        var deep = (byte[])file.Clone();
        deep[frame + 4] = 12;
        Assert.Contains("12 bits a sample", Assert.Throws<InvalidDataException>(() => Read(deep)).Message, StringComparison.Ordinal);
        (file[frame + 5], file[frame + 6]) = (0, 0);
        Assert.Contains("DNL", Assert.Throws<InvalidDataException>(() => Read(file)).Message, StringComparison.Ordinal);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (255, 255, 255, 255);
        Assert.Contains("can't hold so many", Assert.Throws<InvalidDataException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_cut_short_is_refused()
    {
        foreach (var sample in new[] { "ycc-422", "ycc-420-progressive", "grey-progressive-restart" })
        {
            var good = File.ReadAllBytes(PathOf(sample));
            for (var cut = 0; cut < good.Length - 2; cut += 3) Assert.Throws<InvalidDataException>(() => Jpeg.Read(new MemoryStream(good[..cut]), "x.jpg"));
        }
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        foreach (var sample in new[] { "ycc-422", "ycc-odd", "ycc-411", "grey-progressive-restart", "ycck-420", "one-pixel" })
        {
            Hostile.Damage(File.ReadAllBytes(PathOf(sample)), (stream, name) => Jpeg.Read(stream, name), 200);
        }
    }

    [Fact]
    public void Writing_is_refused_with_the_way_out() =>
        Assert.Contains("write a PNG or a TIFF", Assert.Throws<ArgumentException>(() => Jpeg.Write(new Image(new byte[1], 1, 1), Stream.Null, "x.jpg")).Message, StringComparison.Ordinal);
}
