using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>Reads the samples of a TIFF file: all planes, or one of them in bands of rows.</summary>
internal sealed class TiffReader : IRowReader
{
    private readonly TiffFile _file;
    private readonly TiffStack _stack;
    private readonly int _plane;
    private TiffBlocks[]? _blocks;

    public TiffReader(Stream stream, string name, int plane = 0)
    {
        _file = new TiffFile(stream, name);
        _stack = TiffStack.Of(_file);
        _plane = plane;
        if (plane < 0 || plane >= _stack.Depth) throw _file.Error($"page {plane} is asked for, counted from 0, but there are {_stack.Depth}");
    }

    public ImageLayout Layout => _stack.Layout;

    public int Pages => _stack.Depth;

    public Image ReadWhole()
    {
        var (layout, depth) = (Layout, _stack.Depth);
        var count = (Int128)depth * layout.Height * layout.Width * layout.Channels;
        if (count > Array.MaxLength)
        {
            throw _file.Error(
                $"[{depth}, {layout.Height}, {layout.Width}, {layout.Channels}] are {count:n0} samples, " +
                $"more than one image holds: read it in bands of rows (ImageFormats.OpenRows)");
        }

        var samples = Image.NewArray(layout.SampleType, (int)count);
        for (var plane = 0; plane < depth; plane++)
        {
            var blocks = BlocksOf(plane);
            ReadPlane(blocks, plane, 0, layout.Height, samples, plane * ((int)count / depth));
        }

        return layout.ToImage(samples, layout.Height, depth);
    }

    public Image Read(int top, int rows)
    {
        var samples = Image.NewArray(Layout.SampleType, Layout.Check(top, rows));
        ReadPlane(_blocks ??= BlocksOf(_plane), _plane, top, rows, samples, 0);
        return Layout.ToImage(samples, rows);
    }

    public void Dispose()
    {
    }

    private TiffBlocks[] BlocksOf(int plane) => [.. _stack[plane].Select(page => new TiffBlocks(_file, page))];

    private void ReadPlane(TiffBlocks[] blocks, int plane, int top, int rows, Array samples, int first)
    {
        foreach (var (page, reader) in _stack[plane].Zip(blocks))
        {
            reader.Read(top, rows, samples, first, Layout.Channels);
            first += page.Channels;
        }
    }
}
