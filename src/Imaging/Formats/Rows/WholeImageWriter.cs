namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>Gathers bands into an image and writes it when it is whole: for formats that can't be written in parts.</summary>
internal sealed class WholeImageWriter(ImageLayout layout, Action<Image> write) : IRowWriter
{
    private readonly Array _samples = Image.NewArray(layout.SampleType, layout.Check(0, layout.Height));
    private int _rows;

    public void Append(Image band)
    {
        layout.Check(band, _rows);
        band.CopyTo(_samples, _rows * layout.Width * layout.Channels);
        _rows += band.Height;
    }

    public void Complete()
    {
        if (_rows < layout.Height) throw new InvalidOperationException($"{_rows} of {layout.Height} rows are written: the picture is not whole.");
        write(layout.ToImage(_samples, layout.Height));
    }

    public void Dispose()
    {
    }
}
