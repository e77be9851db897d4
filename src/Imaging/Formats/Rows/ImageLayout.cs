namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>What an image is apart from its samples: for pictures too large to hold, which are read and written in bands of rows.</summary>
/// <param name="Height">Rows of the whole picture.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Samples a pixel.</param>
/// <param name="SampleType">Their number type.</param>
public sealed record ImageLayout(int Height, int Width, int Channels, SampleType SampleType)
{
    /// <summary>The distance between samples; one pixel when unknown.</summary>
    public Spacing Spacing { get; init; } = Spacing.Pixels;

    /// <summary>The colours of an indexed picture.</summary>
    public Palette? Palette { get; init; }

    /// <summary>Whether the last channel is opacity.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>As in <see cref="Image.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The layout of an image; of one plane of it, if it is a stack.</summary>
    public static ImageLayout Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(image.Height, image.Width, image.Channels, image.SampleType)
        {
            Spacing = image.Spacing,
            Palette = image.Palette,
            HasAlpha = image.HasAlpha,
            Metadata = image.Metadata,
        };
    }

    /// <summary>An image of this layout: some of its rows, or stacked planes.</summary>
    /// <param name="samples">Samples [depth, rows, Width, Channels] of <see cref="SampleType"/>, taken over without a copy.</param>
    /// <param name="rows">Rows of a plane.</param>
    /// <param name="depth">Planes.</param>
    public Image ToImage(Array samples, int rows, int depth = 1) =>
        new(samples, depth, rows, Width, Channels) { Spacing = Spacing, Palette = Palette, HasAlpha = HasAlpha, Metadata = Metadata };

    /// <summary>Refuses a band of rows that is not of this layout, or reaches past the last row.</summary>
    internal void Check(Image band, int rowsBefore)
    {
        if (band.Depth != 1 || band.Width != Width || band.Channels != Channels || band.SampleType != SampleType || band.Height > Height - rowsBefore)
        {
            throw new ArgumentException(
                $"A band of rows {band} does not continue a picture of [{Height}, {Width}, " +
                $"{Channels}] {SampleType} of which {rowsBefore} rows are written.", nameof(band));
        }
    }

    /// <summary>Refuses rows that are not there, or more than an array holds.</summary>
    /// <returns>How many samples they have.</returns>
    internal int Check(int top, int rows)
    {
        if (top < 0 || rows < 1 || rows > Height - top)
        {
            throw new ArgumentOutOfRangeException(nameof(top), $"Rows {top} to {(long)top + rows - 1} of a picture that has {Height}.");
        }

        var most = Array.MaxLength / ((long)Width * Channels);
        return rows <= most
            ? rows * Width * Channels
            : throw new ArgumentOutOfRangeException(nameof(rows), $"{rows:n0} rows of {Width:n0} x {Channels} samples are more than one image holds: take at most {most:n0}.");
    }
}
