using System.IO.Compression;
using UNetSharp.Imaging.Formats.Jpeg;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Reads rows of a page out of its strips or tiles.</summary>
/// <remarks>
/// Blocks that are not packed are read piece by piece, however large; a packed block is unpacked whole, and the last one is kept for the next rows.
/// </remarks>
internal sealed class TiffBlocks(TiffFile file, TiffPage page)
{
    // Rows of an unpacked block are fetched in pieces of about so many bytes.
    private const int PieceBytes = 1 << 22;

    private byte[] _packed = [], _block = [], _scratch = [];
    private Array? _row;
    private Lzw? _lzw, _oldLzw;
    private int _held = -1;

    // Predictors work on numbers; they leave them little-endian.
    private bool BigEndian => page.Predictor == 1 && file.IsBigEndian;

    /// <summary>Reads rows into an image.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="target">The image's samples, of the page's sample type.</param>
    /// <param name="first">Where the first row's first sample goes.</param>
    /// <param name="step">Samples a pixel of the image.</param>
    public void Read(int top, int rows, Array target, int first, int step)
    {
        var piece = page.Compression == TiffCompression.None ? (int)Math.Clamp(PieceBytes / page.BlockRowBytes, 1, page.BlockHeight) : page.BlockHeight;
        for (var plane = 0; plane < (page.Planar ? page.Channels : 1); plane++)
        {
            for (var down = top / page.BlockHeight; (long)down * page.BlockHeight < top + rows; down++)
            {
                var blockTop = down * page.BlockHeight;
                int from = Math.Max(top, blockTop), to = (int)Math.Min(top + rows, (long)blockTop + page.BlockHeight);
                for (var across = 0; across < page.BlocksAcross; across++)
                {
                    var left = across * page.BlockWidth;
                    var index = (((plane * page.BlocksDown) + down) * page.BlocksAcross) + across;
                    for (var y = from; y < to; y += piece)
                    {
                        var now = Math.Min(piece, to - y);
                        var at = Fetch(index, down, y - blockTop, now);
                        for (var j = 0; j < now; j++, at += (int)page.BlockRowBytes)
                        {
                            Place(at, Math.Min(page.BlockWidth, page.Width - left), target, first + ((((y - top + j) * page.Width) + left) * step) + plane, step);
                        }
                    }
                }
            }
        }
    }

    // Puts the rows of a block into _block; returns where the first of them begins there.
    private int Fetch(int index, int down, int from, int rows)
    {
        if (page.Compression == TiffCompression.None)
        {
            var bytes = checked((int)(rows * page.BlockRowBytes));
            Grow(ref _block, bytes);
            var at = page.Offsets[index] + (from * page.BlockRowBytes);
            if (at < 0 || at > file.Length - bytes)
            {
                throw Error(index, $"should have {bytes:n0} bytes at {at:n0}, the file ends at {file.Length:n0}: is it truncated?");
            }

            file.ReadPixels(at, _block.AsSpan(0, bytes));
            if (page.ReversedBits) ReverseBits(_block.AsSpan(0, bytes));
            return 0;
        }

        if (index != _held)
        {
            _held = -1;
            Unpack(index, page.RowsIn(down) * page.BlockRowBytes);
            _held = index;
        }

        return (int)(from * page.BlockRowBytes);
    }

    private void Unpack(int index, long promised)
    {
        var (at, packed) = (page.Offsets[index], PackedBytes(file, page, index, promised));
        if (packed <= 0) throw Error(index, "has no bytes: sparse files are not read; write the file with all its blocks");
        if (promised > (packed * GreatestExpansion(page.Compression)) + 64)
        {
            throw Error(index, $"promises {promised:n0} bytes; the {packed:n0} bytes at {at:n0} can't hold so many, however well packed");
        }

        if (promised > Array.MaxLength)
        {
            throw Error(index, $"has {promised:n0} bytes, more than are unpacked at once: write the picture in smaller strips or in tiles");
        }

        Grow(ref _packed, (int)packed);
        Grow(ref _block, (int)promised);
        var source = _packed.AsSpan(0, (int)packed);
        file.ReadPixels(at, source);
        if (page.ReversedBits) ReverseBits(source);
        var block = _block.AsSpan(0, (int)promised);
        var unpacked = page.Compression switch
        {
            TiffCompression.PackBits => PackBits.Unpack(source, block),
            TiffCompression.Lzw => UnpackLzw(source, block),
            TiffCompression.Deflate or TiffCompression.OldDeflate => Inflate((int)packed, block, index),
            _ => Decode(source.ToArray(), block, index),
        };
        if (unpacked < block.Length)
        {
            throw Error(index, unpacked < 0
                ? $"at {at:n0} has a code that stands for nothing: the file is damaged"
                : $"promises {promised:n0} bytes, but those at {at:n0} unpack to {unpacked:n0}: is the file truncated?");
        }

        UndoPredictor(block);
    }

    private int UnpackLzw(ReadOnlySpan<byte> packed, Span<byte> block)
    {
        // Files from before the specification have their bits the other way round. They give themselves away in their first code, Clear,
        // which then reads 00 01 instead of 80 00.
        return packed.Length >= 2 && packed[0] == 0 && (packed[1] & 1) == 1
            ? (_oldLzw ??= new Lzw(8, leastFirst: true)).Unpack(packed, block)
            : (_lzw ??= new Lzw(8, leastFirst: false)).Unpack(packed, block);
    }

    private int Inflate(int packed, Span<byte> block, int index)
    {
        using var inflater = new ZLibStream(new MemoryStream(_packed, 0, packed, writable: false), CompressionMode.Decompress);
        return Inflation.Read(inflater, block, file.Name, $"the pixels of {What(index)}");
    }

    // Adobe's TIFF Technical Note 2, "Replacement TIFF/JPEG specification": each block is a JPEG picture of its own, without the tables that all share; those are in a field.
    private int Decode(byte[] packed, Span<byte> block, int index)
    {
        var tables = new JpegTables();
        var what = $"{file.Name}: {What(index)}";
        if (page.JpegTables.Length > 0) new JpegDecoder(page.JpegTables, tables, $"{what}: tables").Decode();
        var decoder = new JpegDecoder(packed, tables, what);
        decoder.Decode();
        var rows = block.Length / (int)page.BlockRowBytes;
        if (decoder.Frame is not { } frame || frame.Width != page.BlockWidth || frame.Height < rows || frame.Components.Length != page.BlockChannels)
        {
            throw Error(index,
                $"should be a JPEG picture of {page.BlockWidth} x {rows} pixels and {page.BlockChannels} components, " +
                $"but is one of {decoder.Frame?.Width} x {decoder.Frame?.Height} and {decoder.Frame?.Components.Length}");
        }

        // The photometric interpretation, not the stream, tells what the components are.
        var pixels = JpegPixels.Interleave(frame, page.Photometric == TiffPhotometric.YCbCr && frame.Components.Length == 3 ? JpegColour.YCbCr : JpegColour.Plain);
        pixels.AsSpan(0, block.Length).CopyTo(block);
        return block.Length;
    }

    private void UndoPredictor(Span<byte> block)
    {
        if (page.Predictor == 1) return;
        var (width, rowBytes) = (page.Bits / 8, (int)page.BlockRowBytes);
        if (page.Predictor == 2 && file.IsBigEndian) SampleBytes.Reverse(block, width);
        Grow(ref _scratch, rowBytes);
        for (var row = block; row.Length >= rowBytes && rowBytes > 0; row = row[rowBytes..])
        {
            if (page.Predictor == 2) Predictor.Sum(row[..rowBytes], width, page.BlockChannels);
            else Predictor.Gather(row[..rowBytes], width, page.BlockChannels, _scratch);
        }
    }

    private void Place(int at, int pixels, Array target, int first, int step)
    {
        var count = pixels * page.BlockChannels;
        bool exact;
        if (page.BlockChannels == step)
        {
            exact = TiffSamples.Unpack(_block, at, page, BigEndian, target, first, count);
        }
        else
        {
            _row ??= Image.NewArray(page.SampleType, page.BlockWidth * page.BlockChannels);
            exact = TiffSamples.Unpack(_block, at, page, BigEndian, _row, 0, count);
            TiffSamples.Scatter(_row, count, page.BlockChannels, target, first, step);
        }

        if (!exact) throw file.Error("the file holds integers of 64 bits beyond 2⁵³, which no sample type here keeps exactly: save it with 32 bits or as float");
    }

    /// <summary>The packed bytes of a block that are worth reading: no more than the file has, nor than the block could need.</summary>
    public static long PackedBytes(TiffFile file, TiffPage page, int index, long promised)
    {
        var there = page.Offsets[index] is var at && at >= 0 && at < file.Length ? file.Length - at : 0;
        // Deflate, LZW and PackBits never need twice the bytes that they pack.
        return Math.Min(there, Math.Min(page.Counts[index], (2 * promised) + 65536));
    }

    public static int GreatestExpansion(TiffCompression compression) => compression switch
    {
        TiffCompression.None => 1,
        TiffCompression.PackBits => PackBits.GreatestExpansion,
        TiffCompression.Lzw => Lzw.GreatestExpansion,
        _ => Inflation.GreatestExpansion,
    };

    private static void ReverseBits(Span<byte> bytes)
    {
        foreach (ref var value in bytes)
        {
            // Halves, quarters and eighths of the byte change places.
            var turned = (value >> 4) | (value << 4);
            turned = ((turned & 0xCC) >> 2) | ((turned & 0x33) << 2);
            value = (byte)(((turned & 0xAA) >> 1) | ((turned & 0x55) << 1));
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new byte[length];
    }

    private string What(int index) => $"{(page.Tiled ? "tile" : "strip")} {index + 1:n0} of {page.Offsets.Length:n0}";

    private InvalidDataException Error(int index, string what) => file.Error($"{What(index)} {what}");
}
