using System.Text;
using UNetSharp.Imaging.Formats;

namespace UNetSharp.Imaging.Tests;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("PK\u0003\u0004....", "a ZIP archive")]
    [InlineData("RIFF....WEBP", "a WebP picture")]
    [InlineData("RIFF....AVI LIST", "an AVI video")]
    [InlineData("\u0000\u0000\u0000\u0020ftypisom", "an MP4 or QuickTime video")]
    [InlineData("\u0089HDF\r\n", "an HDF5 file")]
    [InlineData("\u0000\u0000\u0000\u000CjP  \r\n", "a JPEG 2000 picture")]
    [InlineData("P5 10 10 255", "a PNM picture")]
    [InlineData("\u001F\u008B", "a gzip file")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "run `git lfs pull`")]
    [InlineData("", "the file is empty")]
    [InlineData("hello world", "no known image format begins with \"hello wo\"")]
    [InlineData("\u0001\u0002", "no known image format begins with 0102")]
    public void A_file_of_another_kind_is_named_with_a_way_out(string start, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => ImageFormats.Read(new MemoryStream(Encoding.Latin1.GetBytes(start)), "thing.bin"));
        Assert.StartsWith("thing.bin: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Marks_further_in_are_found_too()
    {
        var dicom = new byte[200];
        "DICM"u8.CopyTo(dicom.AsSpan(128));
        var nifti = new byte[352];
        "n+1\0"u8.CopyTo(nifti.AsSpan(344));
        Assert.Contains("DICOM", Assert.Throws<InvalidDataException>(() => ImageFormats.Read(new MemoryStream(dicom), "a")).Message, StringComparison.Ordinal);
        Assert.Contains("NIfTI-1", Assert.Throws<InvalidDataException>(() => ImageFormats.Read(new MemoryStream(nifti), "a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_extension_is_refused_before_anything_is_written()
    {
        var error = Assert.Throws<ArgumentException>(() => new Image(new byte[1], 1, 1).Write("a.xyz"));
        Assert.Contains("\".xyz\"", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("a.xyz"));
    }
}
