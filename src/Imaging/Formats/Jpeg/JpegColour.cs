namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>What the components stand for.</summary>
internal enum JpegColour
{
    /// <summary>As they are: grey, red-green-blue, or anything else.</summary>
    Plain,

    /// <summary>Luma and two differences, to be turned into red, green and blue.</summary>
    YCbCr,

    /// <summary>Inks, turned into red, green and blue.</summary>
    Cmyk,

    /// <summary>Inks as Adobe's programs store them: 255 is none.</summary>
    InvertedCmyk,

    /// <summary>The same with cyan, magenta and yellow as luma and differences.</summary>
    InvertedYcck,
}
