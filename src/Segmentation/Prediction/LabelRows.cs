using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Segmentation;

/// <summary>Turns finished rows of probabilities into labels and writes them, some rows at a time.</summary>
internal sealed class LabelRows : IDisposable
{
    private const int RowsAtOnce = 64;
    private readonly LabelMap _labels;
    private readonly IRowWriter _writer;
    private readonly int[] _classes;
    private readonly int _width;
    private int _rows;

    /// <summary>Creates the file.</summary>
    /// <param name="picture">The layout of the picture, whose geometry the labels take over.</param>
    /// <param name="labels">How classes are written.</param>
    /// <param name="create">Makes the file.</param>
    public LabelRows(ImageLayout picture, LabelMap labels, Func<ImageLayout, IRowWriter> create)
    {
        (_labels, _width, _classes) = (labels, picture.Width, new int[checked(RowsAtOnce * picture.Width)]);

        // One pixel tells how this map writes all.
        var pixel = labels.Decode([0], new Image(new byte[1], 1, 1));
        _writer = create(new ImageLayout(picture.Height, picture.Width, pixel.Channels, pixel.SampleType) { Spacing = picture.Spacing, Metadata = picture.Metadata });
    }

    /// <summary>The next row.</summary>
    /// <param name="probabilities">[W, classes].</param>
    public void Append(ReadOnlySpan<float> probabilities)
    {
        var count = probabilities.Length / _width;
        for (var x = 0; x < _width; x++) _classes[(_rows * _width) + x] = ClassProbabilities.MostProbable(probabilities.Slice(x * count, count));
        if (++_rows == RowsAtOnce) Flush();
    }

    /// <summary>All rows are there.</summary>
    public void Complete()
    {
        if (_rows > 0) Flush();
        _writer.Complete();
    }

    /// <summary>Without <see cref="Complete"/> nothing remains of the file.</summary>
    public void Dispose() => _writer.Dispose();

    private void Flush()
    {
        _writer.Append(_labels.Decode(_classes.AsSpan(0, _rows * _width), new Image(new byte[_rows * _width], _rows, _width)));
        _rows = 0;
    }
}
