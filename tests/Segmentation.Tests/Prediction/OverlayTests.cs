using UNetSharp.Imaging;
using UNetSharp.Segmentation.Tests.Metrics;

namespace UNetSharp.Segmentation.Tests.Prediction;

public class OverlayTests
{
    [Fact]
    public void Background_stays_grey_and_rims_have_the_full_colour()
    {
        var image = new Image(Enumerable.Range(0, 25).Select(i => (ushort)(1000 + i)).ToArray(), 5, 5);
        var drawn = Overlay.Draw(image, Drawings.Labels(".....", ".111.", ".111.", ".111.", "....."), 0.5);
        var (pixels, orange) = (drawn.Samples<byte>().ToArray(), Overlay.ColourOf(1));
        Assert.Equal([0, 0, 0], pixels[..3]);
        Assert.Equal([255, 255, 255], pixels[^3..]);
        Assert.Equal([orange.R, orange.G, orange.B], pixels[18..21]);

        // The middle: half of grey 12/24·255 = 127, half of orange.
        Assert.Equal([(byte)Math.Round((127 + orange.R) / 2.0), (byte)Math.Round((127 + orange.G) / 2.0), (byte)Math.Round((127 + orange.B) / 2.0)], pixels[36..39]);
    }

    [Fact]
    public void The_first_hundred_objects_have_colours_of_their_own() =>
        Assert.Equal(100, Enumerable.Range(1, 100).Select(Overlay.ColourOf).Distinct().Count());
}
