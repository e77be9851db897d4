namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Unpacks LZW as TIFF has it: strings of bytes named by codes of 9 to 12 bits.</summary>
/// <remarks>TIFF 6.0, section 13, "LZW compression".</remarks>
internal sealed class Lzw
{
    /// <summary>No code of 12 bits names a string longer than the table is; so packed bytes can't grow by more.</summary>
    public const int GreatestExpansion = 4096 * 8 / 12;

    private const int Clear = 256, End = 257, FirstFree = 258, TableLength = 4096;

    // A string is an earlier string and one more byte; its length and first byte are kept so that it can be written from its end without a stack.
    private readonly ushort[] _prefix = new ushort[TableLength], _length = new ushort[TableLength];
    private readonly byte[] _last = new byte[TableLength], _first = new byte[TableLength];

    public Lzw()
    {
        for (var i = 0; i < 256; i++) (_length[i], _last[i], _first[i]) = (1, (byte)i, (byte)i);
    }

    /// <summary>Unpacks as much as fits, or as there is.</summary>
    /// <returns>How many bytes were unpacked; −1 if a code names no string.</returns>
    public int Unpack(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        // Files from before the specification have their bits the other way round and change width one code later. They give themselves away in their first code, Clear,
        // which then reads 00 01 instead of 80 00.
        var old = packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) == 1;
        int written = 0, next = FirstFree, width = 9, previous = -1, held = 0;
        uint bits = 0;
        for (var at = 0; written < unpacked.Length;)
        {
            while (held < width && at < packed.Length)
            {
                bits = old ? bits | ((uint)packed[at++] << held) : (bits << 8) | packed[at++];
                held += 8;
            }

            if (held < width) break;
            held -= width;
            var code = (int)(old ? bits : bits >> held) & ((1 << width) - 1);
            if (old) bits >>= width;
            if (code == End) break;
            if (code == Clear)
            {
                (next, width, previous) = (FirstFree, 9, -1);
                continue;
            }

            if (code > next || (code >= Clear && previous < 0)) return -1;
            if (previous >= 0 && next < TableLength)
            {
                // The new string is the previous one and the first byte of this one; and this one may be the new string itself.
                _prefix[next] = (ushort)previous;
                _length[next] = (ushort)(_length[previous] + 1);
                _first[next] = _first[previous];
                _last[next] = code == next ? _first[previous] : _first[code];
                next++;
            }

            written += Write(code, unpacked[written..]);
            previous = code;

            // The packer goes to 10 bits after it has added entry 511, to 11 after 1023, to 12 after 2047; the unpacker's table is one entry behind its.
            if (next + (old ? 0 : 1) >= 1 << width && width < 12) width++;
        }

        return written;
    }

    private int Write(int code, Span<byte> to)
    {
        int length = _length[code], place = length - 1;
        for (; place >= to.Length; place--) code = _prefix[code];
        for (; place >= 0; place--)
        {
            to[place] = _last[code];
            code = _prefix[code];
        }

        return Math.Min(length, to.Length);
    }
}
