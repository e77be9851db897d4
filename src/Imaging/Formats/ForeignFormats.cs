using System.Text;

namespace UNetSharp.Imaging.Formats;

/// <summary>Files that are not read, known by their first bytes, so that the refusal can say what a file is and what to do with it.</summary>
internal static class ForeignFormats
{
    private const string Convert = "Save it as PNG or TIFF with the program that made it.";
    private const string Frames = "Save its frames as PNG files or as one TIFF stack.";

    private static readonly (int Offset, byte[] Mark, string What, string WayOut)[] Known =
    [
        (8, "WEBP"u8.ToArray(), "a WebP picture", Convert),
        (0, "%PDF"u8.ToArray(), "a PDF document", "Extract its pictures first, as PNG or TIFF."),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file (.h5, .ims, NetCDF 4)", "Export the data set as a TIFF stack or as .npy."),
        (0, "CDF"u8.ToArray(), "a NetCDF file", "Export the variable as .npy."),
        (0, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array (.npy)", "An array does not name its axes: save it as a TIFF stack, or give it to `unet run`."),
        (0, [(byte)'P', (byte)'K', 3, 4], "a ZIP archive (.zip, .npz, .docx, .ora)", "Unpack it first."),
        (0, "Rar!"u8.ToArray(), "a RAR archive", "Unpack it first."),
        (0, [(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7-Zip archive", "Unpack it first."),
        (257, "ustar"u8.ToArray(), "a TAR archive", "Unpack it first."),
        (128, "DICM"u8.ToArray(), "a DICOM file", Convert),
        (344, "n+1\0"u8.ToArray(), "a NIfTI-1 volume", Convert),
        (344, "ni1\0"u8.ToArray(), "a NIfTI-1 header", Convert),
        (4, "n+2\0"u8.ToArray(), "a NIfTI-2 volume", Convert),
        (0, "NRRD000"u8.ToArray(), "an NRRD volume", Convert),
        (0, "ObjectType"u8.ToArray(), "a MetaImage header (.mhd, .mha)", Convert),
        (0, [0, 0, 0, 12, (byte)'j', (byte)'P', 0x20, 0x20], "a JPEG 2000 picture", Convert),
        (0, [0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 codestream", Convert),
        (0, [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', 0x20], "a JPEG XL picture", Convert),
        (0, [0xFF, 0x0A], "a JPEG XL codestream", Convert),
        (0, [0xFF, 0xD8, 0xFF, 0xF7], "a JPEG-LS picture", Convert),
        (4, "ftypheic"u8.ToArray(), "a HEIF picture", Convert),
        (4, "ftypmif1"u8.ToArray(), "a HEIF picture", Convert),
        (4, "ftypavif"u8.ToArray(), "an AVIF picture", Convert),
        (4, "ftyp"u8.ToArray(), "an MP4 or QuickTime video", Frames),
        (8, "AVI "u8.ToArray(), "an AVI video", Frames),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a Matroska or WebM video", Frames),
        (0, [0, 0, 1, 0xBA], "an MPEG video", Frames),
        (0, [0x1F, 0x8B], "a gzip file (.gz, .nii.gz)", "Unpack it first."),
        (0, "BZh"u8.ToArray(), "a bzip2 file", "Unpack it first."),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", "Unpack it first."),
        (0, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz file", "Unpack it first."),
        (0, "8BPS"u8.ToArray(), "a Photoshop document", Convert),
        (0, [0x76, 0x2F, 0x31, 0x01], "an OpenEXR picture", "Save it as a float TIFF."),
        (0, "#?RADIANCE"u8.ToArray(), "a Radiance HDR picture", "Save it as a float TIFF."),
        (0, [0, 0, 1, 0], "a Windows icon", Convert),
        (0, [0xDA, 0xCE, 0xBE, 0x0A], "a Nikon ND2 file", "Export it as an OME-TIFF or TIFF stack, with Bio-Formats for one."),
        (0, [0xD0, 0xCF, 0x11, 0xE0], "a compound document (.oib, .zvi, .doc)", "Export the pictures as a TIFF stack, with Bio-Formats for one."),
        (0, "ZISRAWFILE"u8.ToArray(), "a Zeiss CZI file", "Export it as an OME-TIFF or TIFF stack, with Bio-Formats for one."),
        (0, [0x70, 0, 0, 0], "a Leica LIF file", "Export it as an OME-TIFF or TIFF stack, with Bio-Formats for one."),
        (0, "<?xml"u8.ToArray(), "an XML document (SVG, for one)", "Export it as PNG."),
        (0, "<svg"u8.ToArray(), "an SVG drawing", "Export it as PNG."),
        (0, "<!DOCTYPE"u8.ToArray(), "a web page", "Was the download an error page? Fetch the file itself."),
        (0, "<html"u8.ToArray(), "a web page", "Was the download an error page? Fetch the file itself."),
        (0, "version https://git-lfs"u8.ToArray(), "a Git LFS pointer, not the file itself", "Run `git lfs pull`."),
    ];

    /// <summary>What a file is that begins so, and the way out.</summary>
    public static string Describe(ReadOnlySpan<byte> start)
    {
        var readable = string.Join(", ", ImageFormats.All.Select(format => format.Name));
        if (start.IsEmpty) return $"the file is empty. Read are {readable}.";
        foreach (var (offset, mark, what, wayOut) in Known)
        {
            if (start.Length >= offset + mark.Length && start[offset..].StartsWith(mark))
            {
                return $"this is {what}, which is not read as an image. {wayOut} (Read are {readable}.)";
            }
        }

        if (start.Length >= 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'7')
        {
            return $"this is a PNM picture (.pgm, .ppm), which is not read. {Convert} (Read are {readable}.)";
        }

        var text = Encoding.ASCII.GetString(start[..Math.Min(8, start.Length)]);
        var shown = text.All(letter => letter is >= ' ' and < '\u007F' and not '?') ? $"\"{text}\"" : System.Convert.ToHexString(start[..Math.Min(8, start.Length)]);
        return $"no known image format begins with {shown}. Read are {readable}; {char.ToLowerInvariant(Convert[0])}{Convert[1..]}";
    }
}
