namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>A row reader together with its file.</summary>
internal sealed class FileReader(Stream file, IRowReader reader) : IRowReader
{
    public ImageLayout Layout => reader.Layout;

    public int Pages => reader.Pages;

    public Image Read(int top, int rows) => reader.Read(top, rows);

    public void Dispose()
    {
        reader.Dispose();
        file.Dispose();
    }
}
