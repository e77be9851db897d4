namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>A Huffman table: codes of up to 16 bits for bytes.</summary>
/// <remarks>ITU-T T.81, annex C and F.2.2.3.</remarks>
internal sealed class JpegHuffman
{
    private const int FastBits = 9;

    // For every 9 bits that a code may begin with: its length · 256 + its byte; 0 for longer codes.
    private readonly ushort[] _fast = new ushort[1 << FastBits];

    // For each length: the first code beyond it, left-aligned in 16 bits, and what to add to a code to find its byte.
    private readonly int[] _limit = new int[18], _offset = new int[17];
    private readonly byte[] _values;

    /// <summary>A table as a DHT segment lists it.</summary>
    /// <param name="counts">How many codes have 1, 2, … 16 bits.</param>
    /// <param name="values">The bytes, in the order of their codes.</param>
    /// <param name="name">The file, for messages.</param>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values, string name)
    {
        _values = values.ToArray();
        for (int length = 1, code = 0, index = 0; length <= 16; length++, code <<= 1)
        {
            _offset[length] = index - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length) throw new InvalidDataException($"{name}: a Huffman table has more codes of {length} bits than there are.");
                if (length > FastBits) continue;
                _fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length)).Fill((ushort)((length << 8) | values[index]));
            }

            _limit[length] = code << (16 - length);
        }

        _limit[17] = int.MaxValue;
    }

    /// <summary>Takes a code and gives its byte; −1 if no code begins so.</summary>
    public int Take(JpegBits bits)
    {
        var next = bits.Peek16();
        var fast = _fast[next >> (16 - FastBits)];
        if (fast != 0)
        {
            bits.Drop(fast >> 8);
            return fast & 0xFF;
        }

        var length = 1;
        while (next >= _limit[length]) length++;
        if (length > 16) return -1;
        bits.Drop(length);
        return _values[(next >> (16 - length)) + _offset[length]];
    }
}
