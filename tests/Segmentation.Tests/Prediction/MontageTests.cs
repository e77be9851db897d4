using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Tests.Prediction;

public class MontageTests
{
    [Fact]
    public void Pictures_stand_side_by_side_with_white_between_them()
    {
        var grey = new Image(new byte[] { 1, 2, 3, 4 }, 2, 2);
        var colour = new Image(new byte[] { 10, 20, 30, 40, 50, 60 }, 2, 1, 3);
        var row = Montage.Row([grey, colour], gap: 1);
        Assert.Equal((2, 4, 3), (row.Height, row.Width, row.Channels));
        Assert.Equal([1, 1, 1, 2, 2, 2, 255, 255, 255, 10, 20, 30, 3, 3, 3, 4, 4, 4, 255, 255, 255, 40, 50, 60], row.Samples<byte>().ToArray());
    }

    [Fact]
    public void Pictures_of_other_heights_or_types_are_refused()
    {
        var picture = new Image(new byte[4], 2, 2);
        Assert.Contains("2 pixels high", Assert.Throws<ArgumentException>(() => Montage.Row([picture, new Image(new byte[3], 3, 1)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Montage.Row([picture, new Image(new float[4], 2, 2)]));
        Assert.Throws<ArgumentException>(() => Montage.Row([]));
    }
}
