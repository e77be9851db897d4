namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>What TIFF files may hold that is not read, by name, so that a refusal can say what it is and what to do.</summary>
internal static class TiffNotRead
{
    /// <summary>A way of packing pixels.</summary>
    public static string Compression(long code)
    {
        var name = code switch
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
        return $"pixels packed with {name} (compression {code}), which is not read: save the picture without compression, or with LZW or Deflate";
    }

    /// <summary>A meaning of samples.</summary>
    public static string Photometric(long code)
    {
        var name = code switch
        {
            6 => "YCbCr without JPEG",
            8 or 9 or 10 => "L*a*b*",
            32803 or 34892 => "a camera's raw mosaic",
            32844 or 32845 => "logarithmic luminance",
            _ => "unknown",
        };
        return $"colours of a kind that is not read: {name} (photometric interpretation {code}). Save the picture as grey or RGB";
    }
}
