namespace UNetSharp.Imaging.Formats;

/// <summary>Unpacks LZW: strings of symbols, named by codes that grow from one bit more than a symbol has to 12 bits. TIFF and GIF differ in the order of bits and in when codes grow.</summary>
/// <remarks>TIFF 6.0, section 13, "LZW compression"; GIF89a, appendix F, https://www.w3.org/Graphics/GIF/spec-gif89a.txt.</remarks>
internal sealed class Lzw
{
    /// <summary>No code of 12 bits names a string longer than the table is; so packed bytes can't grow by more.</summary>
    public const int GreatestExpansion = 4096 * 8 / 12;

    private const int TableLength = 4096, WidestCode = 12;

    private readonly int _symbolBits;
    private readonly bool _leastFirst;

    // A string is an earlier string and one more symbol; its length and first symbol are kept so that it can be written from its end without a stack.
    private readonly ushort[] _prefix = new ushort[TableLength], _length = new ushort[TableLength];
    private readonly byte[] _last = new byte[TableLength], _first = new byte[TableLength];

    /// <summary>An unpacker, which may be used again and again.</summary>
    /// <param name="symbolBits">Bits of a symbol: 8 in TIFF, 2 to 8 in GIF.</param>
    /// <param name="leastFirst">Whether a code begins with its least significant bit and codes grow one code later: GIF, and TIFF files from before the specification.</param>
    public Lzw(int symbolBits, bool leastFirst)
    {
        (_symbolBits, _leastFirst) = (symbolBits, leastFirst);
        for (var i = 0; i < 1 << symbolBits; i++) (_length[i], _last[i], _first[i]) = (1, (byte)i, (byte)i);
    }

    /// <summary>Unpacks as much as fits, or as there is.</summary>
    /// <returns>How many symbols were unpacked; −1 if a code names no string.</returns>
    public int Unpack(ReadOnlySpan<byte> packed, Span<byte> unpacked)
    {
        int clear = 1 << _symbolBits, end = clear + 1, written = 0, next = end + 1, width = _symbolBits + 1, previous = -1, held = 0;
        uint bits = 0;
        for (var at = 0; written < unpacked.Length;)
        {
            for (; held < width && at < packed.Length; held += 8) bits = _leastFirst ? bits | ((uint)packed[at++] << held) : (bits << 8) | packed[at++];
            if (held < width) break;
            held -= width;
            var code = (int)(_leastFirst ? bits : bits >> held) & ((1 << width) - 1);
            if (_leastFirst) bits >>= width;
            if (code == end) break;
            if (code == clear)
            {
                (next, width, previous) = (end + 1, _symbolBits + 1, -1);
                continue;
            }

            if (code > next || (code >= clear && previous < 0)) return -1;
            if (previous >= 0 && next < TableLength)
            {
                // The new string is the previous one and the first symbol of this one; and this one may be the new string itself.
                _prefix[next] = (ushort)previous;
                _length[next] = (ushort)(_length[previous] + 1);
                _first[next] = _first[previous];
                _last[next] = code == next ? _first[previous] : _first[code];
                next++;
            }

            written += Write(code, unpacked[written..]);
            previous = code;

            // The packer of a TIFF goes to 10 bits after it has added entry 511, to 11 after 1023, to 12 after 2047, and that of a GIF one entry later;
            // the unpacker's table is one entry behind the packer's.
            if (next + (_leastFirst ? 0 : 1) >= 1 << width && width < WidestCode) width++;
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
