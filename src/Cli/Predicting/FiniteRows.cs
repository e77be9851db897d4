using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Cli;

/// <summary>Reads rows on behalf of a network: refuses what is no number, and stops when asked to.</summary>
/// <param name="rows">The picture.</param>
/// <param name="name">What to call it in messages.</param>
/// <param name="cancel">Looked at for each band: measuring a large picture takes a while.</param>
internal sealed class FiniteRows(IRowReader rows, string name, CancellationToken cancel) : IRowReader
{
    public ImageLayout Layout => rows.Layout;

    public int Pages => rows.Pages;

    public Image Read(int top, int count)
    {
        cancel.ThrowIfCancellationRequested();
        var band = rows.Read(top, count);
        Require(band, name, top);
        return band;
    }

    public void Dispose() => rows.Dispose();

    /// <summary>Refuses samples that are NaN or infinite.</summary>
    /// <param name="image">An image, or some of its rows.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="top">Its first row.</param>
    /// <exception cref="InvalidDataException">A sample is; the message says where.</exception>
    public static void Require(Image image, string name, int top = 0)
    {
        var at = image.SampleType switch
        {
            SampleType.Float32 => First(image.Samples<float>(), float.IsFinite),
            SampleType.Float64 => First(image.Samples<double>(), double.IsFinite),
            _ => -1,
        };
        if (at < 0) return;
        var (channel, pixel) = (at % image.Channels, at / image.Channels);
        var (column, row, plane) = (pixel % image.Width, top + (pixel / image.Width % image.Height), pixel / image.Width / image.Height);
        var value = image.SampleType == SampleType.Float32 ? image.Samples<float>()[at] : image.Samples<double>()[at];
        throw new InvalidDataException(
            $"{name}: the sample at row {row}, column {column}{(image.Depth > 1 ? $", plane {plane}" : "")}{(image.Channels > 1 ? $", channel {channel}" : "")} (counted from 0) is {(double.IsNaN(value) ? "NaN" : "infinite")}, " +
            "and would spoil everything around it: replace such samples first, by 0 for one.");
    }

    private static int First<T>(ReadOnlySpan<T> samples, Func<T, bool> finite)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (!finite(samples[i])) return i;
        }

        return -1;
    }
}
