namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Makes a page of a directory, and refuses what is not read with the reason and the way out.</summary>
internal static class TiffPageParser
{
    public static TiffPage Parse(TiffFile file, TiffDirectory directory)
    {
        var (width, height) = (Extent(TiffTag.ImageWidth), Extent(TiffTag.ImageLength));
        var channels = (int)directory.Integer(TiffTag.SamplesPerPixel, 1);
        if (channels is < 1 or > 65535) throw Error($"{channels} samples a pixel");
        var bits = Uniform(TiffTag.BitsPerSample, 1);
        var format = Uniform(TiffTag.SampleFormat, 1);
        // 4 is undefined: "a reader would typically treat an image with “undefined” data as if the field were not present (i.e. as unsigned integer data)".
        if (format == 4) format = 1;
        CheckSamples(bits, format);
        var compression = Compression();
        if (compression == TiffCompression.Jpeg && (bits != 8 || format != 1))
        {
            throw Error($"JPEG pixels of {bits} bits and format {format}; 8 bits without sign are read");
        }

        var photometric = Photometric();
        var tiled = directory.Has(TiffTag.TileWidth);
        // "The default is 2**32 - 1, which is effectively infinity. That is, the entire image is one strip."
        var blockWidth = tiled ? Extent(TiffTag.TileWidth) : width;
        var blockHeight = tiled ? Extent(TiffTag.TileLength) : (int)Math.Clamp(directory.Integer(TiffTag.RowsPerStrip, uint.MaxValue), 1, height);
        var planar = directory.Integer(TiffTag.PlanarConfiguration, 1) == 2 && channels > 1;
        var predictor = (int)directory.Integer(TiffTag.Predictor, 1);
        // Section 14 has the field for LZW; others extended it to Deflate. Elsewhere it means nothing.
        if (compression is TiffCompression.None or TiffCompression.PackBits or TiffCompression.Jpeg) predictor = 1;
        CheckPredictor(predictor, bits, format);

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
        if (page.Offsets.Length < blocks)
        {
            throw Error(
                $"{width:n0} x {height:n0} pixels in blocks of {blockWidth:n0} x " +
                $"{blockHeight:n0} need {blocks:n0} offsets, it has {page.Offsets.Length:n0}");
        }

        if (compression != TiffCompression.None && page.Counts.Length < blocks)
        {
            throw Error($"{blocks:n0} packed blocks, but only {page.Counts.Length:n0} byte counts");
        }

        // Of what some writers leave behind the blocks that there are, nothing is of use.
        return page with { Offsets = page.Offsets[..(int)blocks], Counts = page.Counts[..(int)Int128.Min(blocks, page.Counts.Length)] };

        int Extent(TiffTag tag)
        {
            var extent = directory.Integer(tag, 0);
            return extent is >= 1 and <= int.MaxValue ? (int)extent : throw Error($"{tag} {extent:n0}, which must be 1 to {int.MaxValue:n0}");
        }

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
            return code is 1 or 5 or 7 or 8 or 32773 or 32946 ? (TiffCompression)code : throw Error(TiffNotRead.Compression(code));
        }

        TiffPhotometric Photometric()
        {
            var code = directory.Integer(TiffTag.Photometric, channels >= 3 ? 2 : 1);
            return code is >= 0 and <= 5 || (code == 6 && compression == TiffCompression.Jpeg) ? (TiffPhotometric)code : throw Error(TiffNotRead.Photometric(code));
        }

        void CheckSamples(int bits, int format)
        {
            var possible = format switch
            {
                1 or 2 => bits is >= 1 and <= 32 or 64,
                3 => bits is 16 or 24 or 32 or 64,
                _ => false,
            };
            if (!possible) throw Error($"samples of {bits} bits and format {format} (1 unsigned, 2 signed, 3 float; 5 and 6, complex, are not read)");
        }

        void CheckPredictor(int predictor, int bits, int format)
        {
            var possible = predictor switch
            {
                1 => true,
                2 => bits is 8 or 16 or 32 or 64,
                3 => format == 3,
                _ => false,
            };
            if (!possible) throw Error($"predictor {predictor} for samples of {bits} bits and format {format}");
        }

        InvalidDataException Error(string what) => file.Error($"the page in the directory at byte {directory.At:n0} has {what}");
    }
}
