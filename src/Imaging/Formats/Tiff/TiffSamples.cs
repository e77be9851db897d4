namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>From the unpacked bytes of a block to samples in an array of the page's sample type.</summary>
internal static class TiffSamples
{
    /// <summary>Turns a run of samples into numbers.</summary>
    /// <param name="bytes">A block; may be reordered in place.</param>
    /// <param name="offset">Where a row begins in it.</param>
    /// <param name="page">What the samples are.</param>
    /// <param name="bigEndian">Their byte order.</param>
    /// <param name="target">The numbers.</param>
    /// <param name="first">Where the first one goes.</param>
    /// <param name="count">How many.</param>
    /// <returns>Whether all of them fit: integers of 64 bits beyond 2⁵³ do not.</returns>
    public static bool Unpack(byte[] bytes, int offset, TiffPage page, bool bigEndian, Array target, int first, int count)
    {
        switch (page.Format, page.Bits)
        {
            case (1, 8) or (1 or 2, 16 or 32) or (3, 32 or 64):
                SampleBytes.ToNumbers(bytes, offset, target, first, count, bigEndian);
                return true;
            case (2, 8):
                var signed = ((short[])target).AsSpan(first, count);
                for (var i = 0; i < count; i++) signed[i] = (sbyte)bytes[offset + i];
                return true;
            case (3, 16):
                ToFloats(bytes.AsSpan(offset, 2 * count), 2, bigEndian, ((float[])target).AsSpan(first, count));
                return true;
            case (3, 24):
                ToFloats(bytes.AsSpan(offset, 3 * count), 3, bigEndian, ((float[])target).AsSpan(first, count));
                return true;
            case (_, 64):
                return ToDoubles(bytes.AsSpan(offset, 8 * count), page.Format == 2, bigEndian, ((double[])target).AsSpan(first, count));
            case (_, 24):
                if (!bigEndian) SampleBytes.Reverse(bytes.AsSpan(offset, 3 * count), 3);
                UnpackBits(bytes.AsSpan(offset), page, target, first, count);
                return true;
            default:
                UnpackBits(bytes.AsSpan(offset), page, target, first, count);
                return true;
        }
    }

    /// <summary>Lays a row of pixels into an image whose pixels have more channels.</summary>
    /// <param name="row">Contiguous pixels.</param>
    /// <param name="count">Samples in the row.</param>
    /// <param name="group">Samples a pixel of the row.</param>
    /// <param name="target">The image.</param>
    /// <param name="first">Where the first sample goes.</param>
    /// <param name="step">Samples a pixel of the image.</param>
    public static void Scatter(Array row, int count, int group, Array target, int first, int step)
    {
        switch (Type.GetTypeCode(row.GetType().GetElementType()))
        {
            case TypeCode.Byte: Lay((byte[])row, (byte[])target); break;
            case TypeCode.UInt16: Lay((ushort[])row, (ushort[])target); break;
            case TypeCode.Int16: Lay((short[])row, (short[])target); break;
            case TypeCode.UInt32: Lay((uint[])row, (uint[])target); break;
            case TypeCode.Int32: Lay((int[])row, (int[])target); break;
            case TypeCode.Single: Lay((float[])row, (float[])target); break;
            default: Lay((double[])row, (double[])target); break;
        }

        void Lay<T>(T[] from, T[] to)
        {
            for (int i = 0, at = first; i < count; i += group, at += step)
            {
                for (var c = 0; c < group; c++) to[at + c] = from[i + c];
            }
        }
    }

    // Any other depth: bits run on from sample to sample, most significant first, whatever the byte order.
    private static void UnpackBits(ReadOnlySpan<byte> bytes, TiffPage page, Array target, int first, int count)
    {
        var at = 0;
        ulong held = 0;
        for (int i = first, bits = 0; i < first + count; i++)
        {
            for (; bits < page.Bits; bits += 8) held = (held << 8) | bytes[at++];
            bits -= page.Bits;
            var value = (uint)(held >> bits) & (uint)((1UL << page.Bits) - 1);
            var signed = (int)(value << (32 - page.Bits)) >> (32 - page.Bits);
            switch (target)
            {
                // To the runtime an array of signed numbers also passes for one of unsigned ones, so the format decides which of the two is meant.
                case byte[] narrow: narrow[i] = (byte)value; break;
                case short[] wide when page.Format == 2: wide[i] = (short)signed; break;
                case ushort[] wide: wide[i] = (ushort)value; break;
                case int[] wider when page.Format == 2: wider[i] = signed; break;
                case uint[] wider: wider[i] = value; break;
            }
        }
    }

    private static void ToFloats(ReadOnlySpan<byte> bytes, int width, bool bigEndian, Span<float> floats)
    {
        for (var i = 0; i < floats.Length; i++)
        {
            var sample = bytes.Slice(i * width, width);
            var value = 0;
            for (var b = 0; b < width; b++) value = (value << 8) | sample[bigEndian ? b : width - 1 - b];
            floats[i] = width == 2 ? (float)BitConverter.Int16BitsToHalf((short)value) : FromFloat24(value);
        }
    }

    // 1 bit of sign, 7 of exponent (less 63), 16 of fraction; all values are exact in float32.
    private static float FromFloat24(int value)
    {
        int exponent = (value >> 16) & 0x7F, fraction = value & 0xFFFF;
        var magnitude = exponent switch
        {
            0 => fraction * Math.Pow(2, -62 - 16),
            127 => fraction == 0 ? double.PositiveInfinity : double.NaN,
            _ => (65536 + fraction) * Math.Pow(2, exponent - 63 - 16),
        };
        return (float)((value >> 23) == 0 ? magnitude : -magnitude);
    }

    private static bool ToDoubles(ReadOnlySpan<byte> bytes, bool signed, bool bigEndian, Span<double> doubles)
    {
        const ulong Exact = 1UL << 53;
        for (var i = 0; i < doubles.Length; i++)
        {
            ulong value = 0;
            for (var b = 0; b < 8; b++) value = (value << 8) | bytes[(8 * i) + (bigEndian ? b : 7 - b)];
            var magnitude = signed && (long)value < 0 ? 0 - value : value;
            if (magnitude > Exact) return false;
            doubles[i] = signed ? (long)value : value;
        }

        return true;
    }
}
