namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>A row writer together with its file, which takes its name when the last row is in it.</summary>
internal sealed class NewFileWriter(NewFile file, IRowWriter rows) : IRowWriter
{
    public void Append(Image band) => rows.Append(band);

    public void Complete()
    {
        rows.Complete();
        file.Complete();
    }

    public void Dispose()
    {
        rows.Dispose();
        file.Dispose();
    }
}
