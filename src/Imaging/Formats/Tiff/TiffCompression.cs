namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>The ways in which blocks are packed that are read here.</summary>
internal enum TiffCompression
{
    None = 1,
    Lzw = 5,
    Jpeg = 7,
    Deflate = 8,
    PackBits = 32773,
    OldDeflate = 32946,
}
