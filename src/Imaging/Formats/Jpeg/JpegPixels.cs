namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>From components to pixels: brings all to the same density, and turns them into red, green and blue.</summary>
internal static class JpegPixels
{
    /// <summary>The pixels [H, W, C] of a decoded picture.</summary>
    public static byte[] Interleave(JpegFrame frame, JpegColour colour)
    {
        var channels = ChannelsOf(frame, colour);
        var pixels = new byte[checked(frame.Width * frame.Height * channels)];
        var lines = new byte[frame.Components.Length][];
        for (var c = 0; c < lines.Length; c++) lines[c] = new byte[frame.Width + 8];
        var sums = new int[frame.Width + 8];
        for (var y = 0; y < frame.Height; y++)
        {
            for (var c = 0; c < lines.Length; c++) Stretch(frame, frame.Components[c], y, lines[c], sums);
            Convert(lines, colour, pixels.AsSpan(y * frame.Width * channels, frame.Width * channels), frame.Width);
        }

        return pixels;
    }

    /// <summary>Samples a pixel, once colours are red, green and blue.</summary>
    public static int ChannelsOf(JpegFrame frame, JpegColour colour) => colour == JpegColour.Plain ? frame.Components.Length : 3;

    // Between two samples of a component of half the density lie two pixels, at a quarter and at three quarters of the way. So a pixel is 3/4 of the nearer sample and 1/4 of the
    // further one, in each direction; the sums are rounded up and down by turns so as not to brighten the picture. It is what libjpeg does, and others after it, and a JPEG looks as
    // its maker saw it only so. Other densities repeat samples.
    private static void Stretch(JpegFrame frame, JpegComponent component, int y, byte[] line, int[] sums)
    {
        int width = component.Width, stride = 8 * component.BlocksAcross;
        var halfAcross = frame.MostAcross == 2 * component.Across && width > 2;
        var halfDown = frame.MostDown == 2 * component.Down && (halfAcross || frame.MostAcross == component.Across);
        if (!halfAcross && !halfDown)
        {
            var row = component.Samples.AsSpan(y * component.Down / frame.MostDown * stride, width);
            if (component.Across == frame.MostAcross) row.CopyTo(line);
            else for (var x = 0; x < frame.Width; x++) line[x] = row[x * component.Across / frame.MostAcross];
            return;
        }

        var near = halfDown ? y / 2 : y * component.Down / frame.MostDown;
        var nearRow = component.Samples.AsSpan(near * stride, width);
        if (!halfDown)
        {
            for (var x = 0; x < width; x++) sums[x] = nearRow[x];
            Widen(sums.AsSpan(0, width), line, 2, 1, 2);
            return;
        }

        var far = Math.Clamp((y & 1) == 0 ? near - 1 : near + 1, 0, component.Height - 1);
        var farRow = component.Samples.AsSpan(far * stride, width);
        for (var x = 0; x < width; x++) sums[x] = (3 * nearRow[x]) + farRow[x];
        if (halfAcross) Widen(sums.AsSpan(0, width), line, 4, 8, 7);
        else for (var x = 0; x < width; x++) line[x] = (byte)((sums[x] + 1 + (y & 1)) >> 2);
    }

    // line[2x] = ¾ s[x] + ¼ s[x − 1], line[2x + 1] = ¾ s[x] + ¼ s[x + 1], in whole numbers: s is shift − 2 bits too large; at the ends there is but one neighbour.
    private static void Widen(ReadOnlySpan<int> sums, byte[] line, int shift, int roundLeft, int roundRight)
    {
        for (var x = 0; x < sums.Length; x++)
        {
            int left = x > 0 ? sums[x - 1] : sums[x], right = x + 1 < sums.Length ? sums[x + 1] : sums[x];
            line[2 * x] = (byte)(((3 * sums[x]) + left + roundLeft) >> shift);
            line[(2 * x) + 1] = (byte)(((3 * sums[x]) + right + roundRight) >> shift);
        }
    }

    private static void Convert(byte[][] lines, JpegColour colour, Span<byte> pixels, int width)
    {
        switch (colour)
        {
            case JpegColour.Plain:
                for (var c = 0; c < lines.Length; c++)
                {
                    for (var x = 0; x < width; x++) pixels[(x * lines.Length) + c] = lines[c][x];
                }

                break;
            case JpegColour.YCbCr:
                for (var x = 0; x < width; x++) ToRgb(lines[0][x], lines[1][x], lines[2][x], pixels[(3 * x)..]);
                break;
            default:
                for (var x = 0; x < width; x++)
                {
                    var rgb = pixels.Slice(3 * x, 3);
                    if (colour == JpegColour.InvertedYcck)
                    {
                        // The luma and differences are of 255 − C, 255 − M and 255 − Y as they are stored, so that ink is turned round once more.
                        ToRgb(lines[0][x], lines[1][x], lines[2][x], rgb);
                        for (var c = 0; c < 3; c++) rgb[c] = (byte)(255 - rgb[c]);
                    }
                    else
                    {
                        for (var c = 0; c < 3; c++) rgb[c] = lines[c][x];
                    }

                    // What paper shows: the light that both the ink and the black let through.
                    int turn = colour == JpegColour.Cmyk ? 255 : 0, black = lines[3][x] ^ turn;
                    for (var c = 0; c < 3; c++) rgb[c] = (byte)((((rgb[c] ^ turn) * black) + 127) / 255);
                }

                break;
        }
    }

    // JFIF 1.02, https://www.w3.org/Graphics/JPEG/jfif3.pdf: "R = Y + 1.402 (Cr-128), G = Y - 0.34414 (Cb-128) - 0.71414 (Cr-128), B = Y + 1.772 (Cb-128)"; in 1/65536.
    private static void ToRgb(int y, int cb, int cr, Span<byte> rgb)
    {
        const int R = 91881, GreenOfCb = 22554, GreenOfCr = 46802, B = 116130, Half = 32768;
        (cb, cr) = (cb - 128, cr - 128);
        rgb[0] = (byte)Math.Clamp(y + (((R * cr) + Half) >> 16), 0, 255);
        rgb[1] = (byte)Math.Clamp(y + (((-GreenOfCb * cb) - (GreenOfCr * cr) + Half) >> 16), 0, 255);
        rgb[2] = (byte)Math.Clamp(y + (((B * cb) + Half) >> 16), 0, 255);
    }
}
