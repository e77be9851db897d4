namespace UNetSharp.Imaging.Formats.Bmp;

/// <summary>The values of biCompression that are read.</summary>
internal enum BmpPacking : uint
{
    None = 0,

    /// <summary>Runs of bytes, BI_RLE8.</summary>
    Runs8 = 1,

    /// <summary>Runs of pairs of nibbles, BI_RLE4.</summary>
    Runs4 = 2,

    /// <summary>Not packed; masks tell where the colours are, BI_BITFIELDS.</summary>
    Masks = 3,

    /// <summary>The same with opacity, BI_ALPHABITFIELDS.</summary>
    MasksAndAlpha = 6,
}
