using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>Small pictures and masks to try commands on.</summary>
internal static class Pictures
{
    /// <summary>Grey waves, 8 bits.</summary>
    public static Image Waves(int height, int width, int channels = 1) =>
        new(Enumerable.Range(0, height * width * channels).Select(i => (byte)(127 + (120 * Math.Sin(i / channels % width / 5.0) * Math.Cos(i / channels / width / 7.0)))).ToArray(), height, width, channels);

    /// <summary>A mask: a box of one number amid another.</summary>
    public static Image Box(int height, int width, byte inside = 1, byte outside = 0) =>
        new(Enumerable.Range(0, height * width).Select(i => i / width >= height / 4 && i / width < height / 2 && i % width >= width / 4 && i % width < width / 2 ? inside : outside).ToArray(), height, width);

    /// <summary>Planes on top of one another.</summary>
    public static Image Stack(params Image[] planes) =>
        new(planes.SelectMany(plane => plane.Samples<byte>().ToArray()).ToArray(), planes.Length, planes[0].Height, planes[0].Width, planes[0].Channels);
}
