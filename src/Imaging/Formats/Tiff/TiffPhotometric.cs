namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>What samples stand for.</summary>
internal enum TiffPhotometric
{
    MinIsWhite = 0,
    MinIsBlack = 1,
    Rgb = 2,
    Palette = 3,
    Mask = 4,
    Separated = 5,
    YCbCr = 6,
}
