namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Makes a page of a directory, and refuses what is not read with the reason and the way out.</summary>
internal static class TiffPageParser
{
    private const string WayOut = "save the picture without compression, or with LZW or Deflate";

    public static TiffPage Parse(TiffFile file, TiffDirectory directory)
    {
        var (width, height) = (Extent(TiffTag.ImageWidth), Extent(TiffTag.ImageLength));
        var channels = (int)directory.Integer(TiffTag.SamplesPerPixel, 1);
        if (channels is < 1 or > 65535) throw Error($"{channels} samples a pixel");
        var bits = Uniform(TiffTag.BitsPerSample, 1);
        var format = Uniform(TiffTag.SampleFormat, 1);
        if (format == 4) format = 1;   // 4 is undefined: "a reader would typically treat an image with “undefined” data as if the field were not present (i.e. as unsigned integer data)"
        var possible = format switch
        {
            1 or 2 => bits is >= 1 and <= 32 or 64,
            3 => bits is 16 or 24 or 32 or 64,
            _ => false,
        };
        if (!possible) throw Error($"samples of {bits} bits and format {format} (1 unsigned, 2 signed, 3 float; 5 and 6, complex, are not read)");

        var compression = Compression();
        if (compression == TiffCompression.Jpeg && (bits != 8 || format != 1)) throw Error($"JPEG pixels of {bits} bits and format {format}; 8 bits without sign are read");
        var photometric = Photometric(channels, compression);
        var tiled = directory.Has(TiffTag.TileWidth);
        // "The default is 2**32 - 1, which is effectively infinity. That is, the entire image is one strip."
        var blockWidth = tiled ? Extent(TiffTag.TileWidth) : width;
        var blockHeight = tiled ? Extent(TiffTag.TileLength) : (int)Math.Clamp(directory.Integer(TiffTag.RowsPerStrip, uint.MaxValue), 1, height);
        var planar = directory.Integer(TiffTag.PlanarConfiguration, 1) == 2 && channels > 1;
        var predictor = (int)directory.Integer(TiffTag.Predictor, 1);
        if (compression is TiffCompression.None or TiffCompression.PackBits or TiffCompression.Jpeg) predictor = 1;   // section 14: the field is for LZW; others extended it to Deflate
        if (predictor is not (1 or 2 or 3) || (predictor == 2 && bits is not (8 or 16 or 32 or 64)) || (predictor == 3 && format != 3)) throw Error($"predictor {predictor} for samples of {bits} bits and format {format}");

        var page = new TiffPage
        {
            Width = width,
            Height = height,
            Channels = channels,
            Bits = bits,
            Format = format,
            Compression = compression,
            Predictor = predictor,
            Photometric = photometric,
            Planar = planar,
            ReversedBits = directory.Integer(TiffTag.FillOrder, 1) == 2,
            BlockWidth = blockWidth,
            BlockHeight = blockHeight,
            Tiled = tiled,
            // Files from before the specification keep the places of tiles where those of strips belong.
            Offsets = directory.Integers(tiled && directory.Has(TiffTag.TileOffsets) ? TiffTag.TileOffsets : TiffTag.StripOffsets),
            Counts = directory.Integers(tiled && directory.Has(TiffTag.TileByteCounts) ? TiffTag.TileByteCounts : TiffTag.StripByteCounts),
            JpegTables = compression == TiffCompression.Jpeg ? directory.Raw(TiffTag.JpegTables) : [],
            // ExtraSamples: "1 = Associated alpha data (with pre-multiplied color)", "2 = Unassociated alpha data".
            HasAlpha = channels > 1 && directory.Integers(TiffTag.ExtraSamples, 64) is [.., 1 or 2],
        };
        if (page.BlockRowBytes > Array.MaxLength) throw Error($"rows of {page.BlockRowBytes:n0} bytes, longer than an array");
        var blocks = (Int128)page.BlocksAcross * page.BlocksDown * (planar ? channels : 1);
        if (page.Offsets.Length < blocks) throw Error($"{width:n0} x {height:n0} pixels in blocks of {blockWidth:n0} x {blockHeight:n0} need {blocks:n0} offsets, it has {page.Offsets.Length:n0}");
        if (compression != TiffCompression.None && page.Counts.Length < blocks) throw Error($"{blocks:n0} packed blocks, but only {page.Counts.Length:n0} byte counts");
        return page;

        int Extent(TiffTag tag) => directory.Integer(tag, 0) is var extent and >= 1 and <= int.MaxValue ? (int)extent : throw Error($"{tag} {directory.Integer(tag, 0):n0}, which must be 1 to {int.MaxValue:n0}");

        // Samples of different width or kind in one pixel have no array to go to.
        int Uniform(TiffTag tag, int otherwise)
        {
            var values = directory.Integers(tag, channels);
            if (values.Length == 0) return otherwise;
            if (Array.Exists(values, value => value != values[0])) throw Error($"samples that differ in {tag}: {string.Join(", ", values.Take(8))}");
            return values[0] is >= 0 and <= 1024 ? (int)values[0] : throw Error($"{tag} {values[0]}");
        }

        TiffCompression Compression()
        {
            var code = directory.Integer(TiffTag.Compression, 1);
            if (Enum.IsDefined((TiffCompression)code) && code != 0) return (TiffCompression)code;
            var called = code switch
            {
                2 or 3 or 4 or 32771 => "CCITT fax",
                6 => "JPEG in the manner of TIFF 6.0, withdrawn since",
                9 or 10 or 34661 => "JBIG",
                32766 => "NeXT",
                32809 => "ThunderScan",
                34676 or 34677 => "SGI LogLuv",
                33003 or 33005 or 34712 => "JPEG 2000",
                34887 => "LERC",
                34925 => "LZMA",
                50000 => "Zstandard",
                50001 => "WebP",
                50002 => "JPEG XL",
                _ => "an unknown way",
            };
            throw Error($"pixels packed with {called} (compression {code}), which is not read: {WayOut}");
        }

        TiffPhotometric Photometric(int samples, TiffCompression packed)
        {
            var code = directory.Integer(TiffTag.Photometric, samples >= 3 ? 2 : 1);
            if (code is >= 0 and <= 5 || (code == 6 && packed == TiffCompression.Jpeg)) return (TiffPhotometric)code;
            var called = code switch
            {
                6 => "YCbCr without JPEG",
                8 or 9 or 10 => "L*a*b*",
                32803 or 34892 => "a camera's raw mosaic",
                32844 or 32845 => "logarithmic luminance",
                _ => "unknown",
            };
            throw Error($"colours of a kind that is not read: {called} (photometric interpretation {code}). Save the picture as grey or RGB");
        }

        InvalidDataException Error(string what) => file.Error($"the page in the directory at byte {directory.At:n0} has {what}");
    }
}
