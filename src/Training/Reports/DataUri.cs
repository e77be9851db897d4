using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Png;

namespace UNetSharp.Training;

/// <summary>Pictures as part of the page that shows them.</summary>
/// <remarks>RFC 2397, <c>data:image/png;base64,…</c></remarks>
internal static class DataUri
{
    /// <summary>The picture as a PNG file within an address.</summary>
    /// <exception cref="ArgumentException">PNG can't hold it.</exception>
    public static string Of(Image picture)
    {
        using var file = new MemoryStream();
        new PngFormat().Write(picture, file, "the picture");
        return "data:image/png;base64," + Convert.ToBase64String(file.GetBuffer(), 0, (int)file.Length);
    }
}
