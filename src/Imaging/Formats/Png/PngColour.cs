namespace UNetSharp.Imaging.Formats.Png;

/// <summary>The colour types, by the numbers that IHDR gives them.</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Indexed = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
