using System.Text;

namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>Walks through the segments of a JPEG stream and decodes its scans.</summary>
/// <remarks>ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B. Baseline, extended sequential and progressive pictures with Huffman codes, 8 bits a sample.</remarks>
internal sealed class JpegDecoder(byte[] data, JpegTables tables, string name)
{
    // Files have about ten; each costs a pass over the picture, and may be a few bytes.
    private const int MostScans = 500;

    private readonly JpegBits _bits = new(data, name);
    private bool _jfif;
    private int? _adobe;

    /// <summary>Size and components; null if the stream holds tables only.</summary>
    public JpegFrame? Frame { get; private set; }

    /// <summary>The comment, if there is one.</summary>
    public string? Comment { get; private set; }

    /// <summary>The Exif block, which is a TIFF file of its own.</summary>
    public byte[]? Exif { get; private set; }

    /// <summary>JFIF's density: unit (1 dots an inch, 2 dots a centimetre), across, down.</summary>
    public (int Unit, int Across, int Down) Density { get; private set; }

    /// <summary>What the components stand for, as far as the stream tells.</summary>
    public JpegColour Colour
    {
        get
        {
            var components = Frame!.Components;
            // Adobe's marker: transform 0 for RGB or CMYK, 1 for YCbCr, 2 for YCCK. Without it three components are YCbCr, unless they are called R, G and B.
            return components.Length switch
            {
                3 when _adobe is { } transform => transform == 0 ? JpegColour.Plain : JpegColour.YCbCr,
                3 => !_jfif && components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B' ? JpegColour.Plain : JpegColour.YCbCr,
                4 => _adobe switch { null => JpegColour.Cmyk, 2 => JpegColour.InvertedYcck, _ => JpegColour.InvertedCmyk },
                _ => JpegColour.Plain,
            };
        }
    }

    /// <summary>Decodes the stream to its end.</summary>
    public void Decode()
    {
        if (data.Length < 2 || data[0] != 0xFF || data[1] != 0xD8) throw Error("a JPEG stream begins with FFD8");
        var scans = 0;
        for (var at = 2; ;)
        {
            at = Marker(at, out var marker);
            if (marker == 0xD9) break;   // EOI
            if (marker == 0 && Whole && !Frame!.Progressive) break;   // some writers forget the end; all pixels are there
            if (marker == 0) throw Error($"the file ends at byte {data.Length:n0} without its end marker: is it truncated?");
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8)) continue;   // TEM, RST, SOI: without a segment
            var length = at + 1 < data.Length ? (data[at] << 8) | data[at + 1] : 0;
            if (length < 2 || length > data.Length - at)
            {
                throw Error($"segment {marker:X2} at byte {at - 2:n0} promises {length:n0} bytes, the file holds {data.Length - at:n0}: is it truncated?");
            }

            var segment = data.AsSpan(at + 2, length - 2);
            at += length;
            if (marker != 0xDA)
            {
                Segment(marker, segment);
                continue;
            }

            if (++scans > MostScans) throw Error($"more than {MostScans} scans");
            Scan(segment, at);
            at = _bits.Position;
        }

        if (Frame is null) return;
        if (!Whole) throw Error("a component of the picture has no scan: is the file truncated?");
        if (Frame.Progressive) foreach (var component in Frame.Components) Restore(component);
    }

    private bool Whole => Frame is not null && Array.TrueForAll(Frame.Components, component => component.Seen);

    // The next marker: FF, any number of times, and a byte that is neither FF nor 0. Bytes before it are passed over, as libjpeg does; 0 if there is none.
    private int Marker(int at, out byte marker)
    {
        for (; at + 1 < data.Length; at++)
        {
            if (data[at] != 0xFF || data[at + 1] is 0 or 0xFF) continue;
            marker = data[at + 1];
            return at + 2;
        }

        marker = 0;
        return data.Length;
    }

    private void Segment(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xDB:
                tables.DefineQuantisation(segment, name);
                break;
            case 0xC4:
                tables.DefineHuffman(segment, name);
                break;
            case 0xDD:
                tables.RestartInterval = segment.Length >= 2 ? (segment[0] << 8) | segment[1] : throw Error("a restart interval of less than two bytes");
                break;
            case 0xC0 or 0xC1 or 0xC2:
                if (Frame is not null) throw Error("a second frame: hierarchical JPEG is not read");
                Frame = JpegFrame.Parse(segment, marker == 0xC2, data.Length, name);
                break;
            case 0xC3 or 0xC5 or 0xC6 or 0xC7 or (>= 0xC9 and <= 0xCF and not 0xCC) or 0xF7:
                var kind = marker switch
                {
                    0xC3 => "lossless",
                    0xF7 => "lossless (JPEG-LS)",
                    0xC9 or 0xCA => "arithmetic-coded",
                    _ => "hierarchical or arithmetic-coded lossless",
                };
                throw Error($"this is a {kind} JPEG, which is not read: save it as PNG or TIFF");
            case 0xE0 when segment.StartsWith("JFIF\0"u8) && segment.Length >= 12:
                _jfif = true;
                Density = (segment[7], (segment[8] << 8) | segment[9], (segment[10] << 8) | segment[11]);
                break;
            case 0xE1 when segment.StartsWith("Exif\0\0"u8):
                Exif ??= segment[6..].ToArray();
                break;
            case 0xEE when segment.StartsWith("Adobe"u8) && segment.Length >= 12:
                _adobe = segment[11];
                break;
            case 0xFE:
                Comment ??= Encoding.UTF8.GetString(segment).TrimEnd('\0');
                break;
        }
    }

    // B.2.3: Ns, components, 8 bits; for each of them Cs, which, 8; Td 4; Ta 4; then Ss 8, Se 8, Ah 4, Al 4.
    private void Scan(ReadOnlySpan<byte> segment, int at)
    {
        if (Frame is null) throw Error("a scan comes before the frame header, which says how large the picture is");
        if (segment.Length < 1 || segment[0] is < 1 or > 4 || segment.Length < 4 + (2 * segment[0])) throw Error("a scan header is damaged");
        var components = new JpegComponent[segment[0]];
        for (var i = 0; i < components.Length; i++)
        {
            var (id, use) = (segment[1 + (2 * i)], segment[2 + (2 * i)]);
            components[i] = Array.Find(Frame.Components, component => component.Id == id) ?? throw Error($"a scan names component {id}, which the frame does not have");
            if (Array.IndexOf(components, components[i]) < i || use >> 4 > 3 || (use & 15) > 3) throw Error("a scan header is damaged");
            (components[i].DcTable, components[i].AcTable, components[i].Dc) = (tables.Dc[use >> 4], tables.Ac[use & 15], 0);
        }

        var end = segment[(1 + (2 * components.Length))..];
        var band = Frame.Progressive ? (First: end[0], Last: end[1], High: end[2] >> 4, Low: end[2] & 15) : (First: 0, Last: 63, High: 0, Low: 0);
        // G.1.1.1: a scan holds either first coefficients, of any components, or others, of one component.
        if (band.First > band.Last || band.Last > 63 || band.Low > 13 || (Frame.Progressive && (band.First == 0 ? band.Last != 0 : components.Length > 1)))
        {
            throw Error($"a scan of coefficients {band.First} to {band.Last}, bits {band.High} to {band.Low}, is not possible");
        }

        foreach (var component in components)
        {
            var (needsDc, needsAc) = (band.First == 0 && band.High == 0, band.Last > 0);
            if ((needsDc && component.DcTable is null) || (needsAc && component.AcTable is null) || tables.Quantisation[component.Quantisation].Length == 0)
            {
                throw Error("a scan uses a table that is not defined before it");
            }

            component.Seen = true;
        }

        _bits.Start(at);
        new JpegScan(Frame, components, band, _bits, tables, name).Decode(data);
    }

    private void Restore(JpegComponent component)
    {
        var block = new JpegBlock();
        var (steps, stride) = (tables.Quantisation[component.Quantisation], 8 * component.BlocksAcross);
        for (var y = 0; y < component.BlocksDown; y++)
        {
            for (var x = 0; x < component.BlocksAcross; x++)
            {
                var coefficients = component.Coefficients.AsSpan(64 * ((y * component.BlocksAcross) + x), 64);
                block.Restore(coefficients, steps, component.Samples, (y * 8 * stride) + (8 * x), stride);
            }
        }
    }

    private InvalidDataException Error(string what) => new($"{name}: {what}{(what.EndsWith('?') ? "" : ".")}");
}
