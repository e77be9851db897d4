namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>A page being written: the strip that is being filled, and where the strips before it went.</summary>
internal sealed class TiffWriterPage(int channels, int rowsPerStrip, byte[] strip)
{
    /// <summary>Samples a pixel of the page.</summary>
    public int Channels { get; } = channels;

    public int RowsPerStrip { get; } = rowsPerStrip;

    /// <summary>The rows of the strip at hand, little-endian.</summary>
    public byte[] Strip { get; } = strip;

    public int RowsHeld { get; set; }

    /// <summary>Rows of the page so far, those in <see cref="Strip"/> among them.</summary>
    public int RowsDone { get; set; }

    public List<long> Offsets { get; } = [];

    public List<long> Counts { get; } = [];

    /// <summary>Begins the page of the next plane.</summary>
    public void Clear()
    {
        Offsets.Clear();
        Counts.Clear();
        RowsDone = 0;
    }
}
