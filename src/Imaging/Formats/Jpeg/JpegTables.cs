namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>The tables that segments define for the scans after them; in a TIFF file they may come in a stream of their own.</summary>
internal sealed class JpegTables
{
    /// <summary>Quantisation steps, in natural order; empty until defined.</summary>
    public int[][] Quantisation { get; } = [[], [], [], []];

    public JpegHuffman?[] Dc { get; } = new JpegHuffman?[4];

    public JpegHuffman?[] Ac { get; } = new JpegHuffman?[4];

    /// <summary>Units between restart markers; 0 for none.</summary>
    public int RestartInterval { get; set; }

    /// <summary>DQT (B.2.4.1): Pq 4 bits (0 for values of 8 bits, 1 for 16), Tq 4 bits, 64 values in zigzag order.</summary>
    public void DefineQuantisation(ReadOnlySpan<byte> segment, string name)
    {
        while (!segment.IsEmpty)
        {
            int wide = segment[0] >> 4, place = segment[0] & 15;
            if (wide > 1 || place > 3 || segment.Length < 1 + (64 << wide)) throw new InvalidDataException($"{name}: a quantisation table is damaged.");
            var steps = new int[64];
            for (var k = 0; k < 64; k++) steps[JpegScan.ZigZag[k]] = wide == 0 ? segment[1 + k] : (segment[1 + (2 * k)] << 8) | segment[2 + (2 * k)];
            Quantisation[place] = steps;
            segment = segment[(1 + (64 << wide))..];
        }
    }

    /// <summary>DHT (B.2.4.2): Tc 4 bits (0 for DC, 1 for AC), Th 4 bits, 16 counts, the values.</summary>
    public void DefineHuffman(ReadOnlySpan<byte> segment, string name)
    {
        while (!segment.IsEmpty)
        {
            int kind = segment[0] >> 4, place = segment[0] & 15, count = 0;
            if (segment.Length >= 17) foreach (var codes in segment.Slice(1, 16)) count += codes;
            if (kind > 1 || place > 3 || segment.Length < 17 + count) throw new InvalidDataException($"{name}: a Huffman table is damaged.");
            (kind == 0 ? Dc : Ac)[place] = new JpegHuffman(segment.Slice(1, 16), segment.Slice(17, count), name);
            segment = segment[(17 + count)..];
        }
    }
}
