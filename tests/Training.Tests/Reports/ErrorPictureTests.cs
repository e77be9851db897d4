using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Reports;

public class ErrorPictureTests
{
    [Fact]
    public void Each_kind_of_error_has_its_colour()
    {
        var picture = ErrorPicture.Draw(new Image(new byte[6], 1, 6), [0, 1, 0, 1, 1, -1], [0, 1, 1, 0, 2, 1]).ToRgb();
        var colours = picture.Samples<byte>().ToArray().Chunk(3).Select(pixel => (pixel[0], pixel[1], pixel[2])).ToList();
        Assert.Equal((0, 0, 0), colours[0]);
        Assert.True(colours[1].Item2 > colours[1].Item1 && colours[1].Item2 > colours[1].Item3, "what is right is green");
        Assert.True(colours[2].Item1 > colours[2].Item2 && colours[2].Item2 > colours[2].Item3, "too much is orange");
        Assert.True(colours[3].Item3 > colours[3].Item2 && colours[3].Item2 > colours[3].Item1, "missed is blue");
        Assert.True(colours[4].Item1 > colours[4].Item3 && colours[4].Item3 > colours[4].Item2, "the wrong class is pink");
        Assert.Equal((0, 0, 0), colours[5]);
    }

    [Fact]
    public void The_image_shows_through_in_grey()
    {
        var picture = ErrorPicture.Draw(new Image((byte[])[0, 128, 255], 1, 3), new int[3], new int[3]).ToRgb().Samples<byte>().ToArray();
        Assert.Equal([0, 0, 0], picture[..3]);
        Assert.InRange(picture[3], 120, 136);
        Assert.Equal([255, 255, 255], picture[6..]);
    }

    [Fact]
    public void A_few_hot_pixels_do_not_darken_the_rest()
    {
        var samples = new ushort[1000];
        for (var i = 0; i < samples.Length; i++) samples[i] = (ushort)(100 + (i % 50));
        samples[7] = 60000;
        var shown = new Thumbnail(20, 50, 512).Shown(new Image(samples, 20, 50)).Samples<byte>();
        Assert.Equal((0, 255, 255), (shown[0], shown[49], shown[7]));
    }

    [Fact]
    public void A_thumbnail_keeps_the_shape_and_the_brightness()
    {
        var samples = new byte[600 * 1200];
        for (var i = 0; i < samples.Length; i++) samples[i] = (byte)(((i / 1200) + i) % 2 == 0 ? 0 : 200);
        var small = new Thumbnail(600, 1200, 512);
        Assert.Equal((256, 512, true), (small.Height, small.Width, small.IsReduced));
        var shown = small.Shown(new Image(samples, 600, 1200)).Samples<byte>().ToArray();
        Assert.InRange(shown.Average(value => (double)value), 120, 135);
        Assert.Equal(256 * 512, small.Labels(new int[600 * 1200]).Length);
    }
}
