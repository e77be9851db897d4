namespace UNetSharp.Imaging.Formats.Png;

/// <summary>One of the seven passes of an interlaced picture: pixels (Left + i·AcrossStep, Top + j·DownStep).</summary>
/// <remarks>https://www.w3.org/TR/png-3/#8Interlace: the 8 x 8 pattern 16462646 77777777 56565656 77777777 36463646 77777777 56565656 77777777.</remarks>
internal readonly record struct Adam7(int Left, int Top, int AcrossStep, int DownStep)
{
    public static Adam7[] Passes { get; } =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>The one pass of a picture that is not interlaced.</summary>
    public static Adam7 Whole { get; } = new(0, 0, 1, 1);

    /// <summary>Columns of the pass in a picture of the given width; may be none.</summary>
    public int Width(int width) => (int)(((long)width - Left + AcrossStep - 1) / AcrossStep);

    /// <summary>Rows of the pass in a picture of the given height; may be none.</summary>
    public int Height(int height) => (int)(((long)height - Top + DownStep - 1) / DownStep);
}
