using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Formats;

/// <summary>Picture files beside the goldens, with the arrays that they hold.</summary>
internal static class GoldenImages
{
    /// <summary>Reads a file and compares it, sample by sample, with the tensor of its name.</summary>
    public static void Check(string file)
    {
        var expected = Golden.Open("images_expected")[file];
        var image = Image.Read(Golden.PathOf(file));
        int[] shape = image.Channels > 1 ? [image.Height, image.Width, image.Channels] : image.Depth > 1 ? [image.Depth, image.Height, image.Width] : [image.Height, image.Width];
        Assert.Equal([.. expected.Shape], shape);
        Assert.Equal(expected.Values, image.ToFloats());
    }
}
