using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Changes the intensities of a patch: curve, gamma, contrast and brightness in one pass, then blur, then noise.</summary>
internal static class IntensityAugmentation
{
    /// <summary>Changes a patch in place.</summary>
    /// <param name="patch">The patch [D, H, W, C].</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="ranges">The intensities of the image that it comes from, a channel each.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="draws">Where chance comes from.</param>
    /// <param name="patchOf">The run and the patch's number, for noise.</param>
    public static void Apply(Span<float> patch, Extent extent, ChannelRange[] ranges, AugmentationOptions options, RandomDraws draws, (ulong Seed, uint Number) patchOf)
    {
        for (var channel = 0; channel < ranges.Length; channel++)
        {
            GreyCurve.Draw(ranges[channel], options, draws)?.Apply(patch, ranges.Length, channel);
            var (blurred, sigma) = (draws.Chance(options.BlurChance), options.Blur.Draw(draws));
            if (blurred && sigma > 0) Blur(patch, extent, ranges.Length, channel, sigma);
            var (noisy, noise) = (draws.Chance(options.NoiseChance), options.Noise.Draw(draws));
            if (noisy && noise > 0) NormalNoise.Add(patch, ranges.Length, channel, (float)noise * ranges[channel].Deviation, (patchOf.Seed, RandomStreams.Noise, patchOf.Number));
        }
    }

    private static void Blur(Span<float> patch, Extent extent, int channels, int channel, double sigma)
    {
        var alone = new float[extent.Count];
        for (var i = 0; i < alone.Length; i++) alone[i] = patch[(i * channels) + channel];
        var smooth = GaussianFilter.Smooth(alone, extent, new PerAxis(0, sigma, sigma), Border.Mirror);
        for (var i = 0; i < smooth.Length; i++) patch[(i * channels) + channel] = smooth[i];
    }
}
