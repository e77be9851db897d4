using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats;

namespace UNetSharp.Training.Tests.Datasets;

/// <summary>Small images and masks to make data sets of.</summary>
internal static class Pictures
{
    /// <summary>A grey picture of random bytes.</summary>
    public static Image Grey(int seed, int height = 8, int width = 10)
    {
        var bytes = new byte[height * width];
        new Random(seed).NextBytes(bytes);
        return new Image(bytes, height, width);
    }

    /// <summary>A mask of bytes, repeated until the picture is full.</summary>
    public static Image Mask(byte[] values, int height = 8, int width = 10) => new((byte[])[.. Enumerable.Range(0, height * width).Select(i => values[i % values.Length])], height, width);

    /// <summary>A mask of colours, repeated until the picture is full.</summary>
    public static Image Colours(int[] colours, int height = 8, int width = 10) => new(
        (byte[])[.. Enumerable.Range(0, height * width).Select(i => colours[i % colours.Length]).SelectMany(c => new[] { (byte)(c >> 16), (byte)(c >> 8), (byte)c })], height, width, 3);

    /// <summary>Cases in memory, each with a random image of the mask's size.</summary>
    public static SegmentationData DataOf(DatasetOptions? options, params Image[] masks) => SegmentationData.FromCases(
        masks.Select((mask, i) => new SegmentationCase($"case{i}", ImageSource.Memory($"image{i}", Grey(i, mask.Height, mask.Width)), ImageSource.Memory($"mask{i}", mask))), options);

    /// <summary>Skips the running test where a format is not read.</summary>
    public static void RequireFormat(string extension) => Assert.SkipUnless(
        ImageFormats.All.Any(format => format.Extensions.Contains(extension)), $"{extension} files are not read.");
}
