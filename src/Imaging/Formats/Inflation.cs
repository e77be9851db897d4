namespace UNetSharp.Imaging.Formats;

/// <summary>Unpacks deflated bytes with errors that name the file: the platform's own speak of archive entries.</summary>
internal static class Inflation
{
    /// <summary>Deflate expands by no more: 258 bytes can't take less than two bits.</summary>
    public const int GreatestExpansion = 1032;

    /// <summary>Fills a span as far as the packed bytes go.</summary>
    /// <param name="inflater">A ZLibStream.</param>
    /// <param name="bytes">What to fill.</param>
    /// <param name="name">The file, for messages. Errors of the stream below that begin with it are passed on as they are.</param>
    /// <param name="what">What is being unpacked, for messages.</param>
    /// <returns>How many bytes there were.</returns>
    public static int Read(Stream inflater, Span<byte> bytes, string name, string what)
    {
        try
        {
            return inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException && !error.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: {what} can't be unpacked, or their check sum is wrong: the file is damaged.", error);
        }
    }
}
