namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>Reads bits of entropy-coded data, the most significant first, up to the marker that ends it.</summary>
/// <remarks>ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf, F.2.2.5.</remarks>
internal sealed class JpegBits(byte[] data, string name)
{
    private ulong _bits;
    private int _count, _padding;

    /// <summary>Where the next byte is taken from; at a marker once the data have ended.</summary>
    public int Position { get; private set; }

    /// <summary>Begins at a byte boundary.</summary>
    public void Start(int position) => (Position, _bits, _count, _padding) = (position, 0, 0, 0);

    /// <summary>The next 16 bits, without taking them; zeros beyond the end.</summary>
    public int Peek16()
    {
        if (_count < 16) Fill();
        return (int)(_bits >> (_count - 16)) & 0xFFFF;
    }

    /// <summary>Takes bits that were looked at.</summary>
    public void Drop(int count)
    {
        _count -= count;
        if (_count < _padding)
        {
            throw new InvalidDataException($"{name}: the compressed pixels end too early, at byte {Position:n0}: the file is truncated or damaged.");
        }
    }

    /// <summary>Takes up to 16 bits as a number without sign.</summary>
    public int Take(int count)
    {
        if (count == 0) return 0;
        var value = Peek16() >> (16 - count);
        Drop(count);
        return value;
    }

    /// <summary>Takes a number of the given size as differences and coefficients are coded: a leading 0 stands for a negative one (F.2.2.1, EXTEND).</summary>
    public int TakeSigned(int size)
    {
        var value = Take(size);
        return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            var value = Position < data.Length ? data[Position] : (byte)0xFF;
            // A 00 after an FF is stuffing, so that the data never look like a marker; anything else after FF is one.
            if (value == 0xFF)
            {
                if (Position + 1 >= data.Length || data[Position + 1] != 0)
                {
                    (_bits, _count, _padding) = (_bits << 8, _count + 8, _padding + 8);
                    continue;
                }

                Position++;
            }

            Position++;
            (_bits, _count) = ((_bits << 8) | value, _count + 8);
        }
    }
}
