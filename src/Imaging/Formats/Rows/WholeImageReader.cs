namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>Bands of an image that lies in memory: for formats that can't be read in parts.</summary>
internal sealed class WholeImageReader(Image plane, int pages) : IRowReader
{
    public ImageLayout Layout { get; } = ImageLayout.Of(plane);

    public int Pages { get; } = pages;

    public Image Read(int top, int rows)
    {
        Layout.Check(top, rows);
        return plane.Rows(top, rows);
    }

    public void Dispose()
    {
    }
}
