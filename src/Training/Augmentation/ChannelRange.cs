namespace UNetSharp.Training;

/// <summary>The intensities of one channel of an image.</summary>
/// <param name="Low">The lower end of its range: the least value, but no less than mean − 3σ, so that a few dark pixels do not rule.</param>
/// <param name="High">The upper end, likewise.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">σ, the standard deviation.</param>
internal readonly record struct ChannelRange(float Low, float High, float Mean, float Deviation)
{
    private const double Widest = 3;

    /// <summary>Measures a channel.</summary>
    /// <param name="samples">The image, channels last.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="channel">Which.</param>
    public static ChannelRange Of(ReadOnlySpan<float> samples, int channels, int channel)
    {
        double sum = 0, squares = 0;
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = channel; i < samples.Length; i += channels)
        {
            sum += samples[i];
            least = Math.Min(least, samples[i]);
            greatest = Math.Max(greatest, samples[i]);
        }

        var mean = sum / (samples.Length / channels);
        for (var i = channel; i < samples.Length; i += channels) squares += (samples[i] - mean) * (samples[i] - mean);
        var deviation = Math.Sqrt(squares / (samples.Length / channels));
        return new((float)Math.Max(least, mean - (Widest * deviation)), (float)Math.Min(greatest, mean + (Widest * deviation)), (float)mean, (float)deviation);
    }
}
