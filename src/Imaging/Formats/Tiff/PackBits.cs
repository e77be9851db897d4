namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Unpacks runs of equal bytes.</summary>
/// <remarks>TIFF 6.0, section 9, "PackBits compression".</remarks>
internal static class PackBits
{
    /// <summary>Two bytes stand for 128 at the most.</summary>
    public const int GreatestExpansion = 64;

    /// <summary>Unpacks as much as fits, or as there is.</summary>
    /// <returns>How many bytes were unpacked.</returns>
    public static int Unpack(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        int at = 0, written = 0;
        while (written < unpacked.Length && at < packed.Length)
        {
            int n = (sbyte)packed[at++];
            if (n >= 0)
            {
                // "If n is between 0 and 127 inclusive, copy the next n+1 bytes literally."
                var count = Math.Min(n + 1, Math.Min(packed.Length - at, unpacked.Length - written));
                packed.Slice(at, count).CopyTo(unpacked[written..]);
                (at, written) = (at + count, written + count);
            }
            else if (n != -128 && at < packed.Length)
            {
                // "Else if n is between -127 and -1 inclusive, copy the next byte -n+1 times. Else if n is -128, noop."
                var count = Math.Min(1 - n, unpacked.Length - written);
                unpacked.Slice(written, count).Fill(packed[at++]);
                written += count;
            }
        }

        return written;
    }
}
