namespace UNetSharp.Training;

/// <summary>A curve of grey values: what each value of a channel becomes. Curve, gamma, contrast and brightness are one table, read once a pixel.</summary>
/// <remarks>The table has 256 straight pieces over the channel's range; beyond the range its first and last piece go on.</remarks>
internal sealed class GreyCurve
{
    private const int Pieces = 256;

    private readonly float[] _values = new float[Pieces + 1];
    private readonly float _low;
    private readonly float _pieces;

    private GreyCurve(float low, float high) => (_low, _pieces) = (low, Pieces / (high - low));

    /// <summary>Draws a curve for a channel.</summary>
    /// <returns>The curve; null if nothing changes.</returns>
    public static GreyCurve? Draw(ChannelRange range, AugmentationOptions options, RandomDraws draws)
    {
        var (curved, black, dark, light, white) = (draws.Chance(options.CurveChance) && options.Curve > 0, Move(), Move(), Move(), Move());
        var (gammaChosen, gamma) = (draws.Chance(options.GammaChance), options.Gamma.Draw(draws));
        var (contrastChosen, contrast) = (draws.Chance(options.ContrastChance), options.Contrast.Draw(draws));
        var (brightnessChosen, brightness) = (draws.Chance(options.BrightnessChance), options.Brightness.Draw(draws));
        (gamma, contrast, brightness) = (gammaChosen ? gamma : 1, contrastChosen ? contrast : 1, brightnessChosen ? brightness : 0);
        if ((!curved && gamma == 1 && contrast == 1 && brightness == 0) || !(range.High > range.Low)) return null;
        var curve = new GreyCurve(range.Low, range.High);
        double[] nodes = [black, (1 / 3.0) + dark, (2 / 3.0) + light, 1 + white];
        Span<float> weights = stackalloc float[4];
        for (var i = 0; i <= Pieces; i++)
        {
            var t = i / (double)Pieces;
            if (curved)
            {
                DisplacementGrid.NodeWeights(3 * t, weights);
                t = (weights[0] * nodes[0]) + (weights[1] * nodes[1]) + (weights[2] * nodes[2]) + (weights[3] * nodes[3]);
            }

            // A curve may leave 0..1; an exponent has no meaning below 0.
            t = gamma == 1 ? t : Math.CopySign(Math.Pow(Math.Abs(t), gamma), t);
            var value = range.Low + (t * ((double)range.High - range.Low));
            curve._values[i] = (float)(range.Mean + (contrast * (value - range.Mean)) + (brightness * range.Deviation));
        }

        return curve;

        double Move() => draws.Uniform(-options.Curve, options.Curve);
    }

    /// <summary>Replaces the values of a channel.</summary>
    /// <param name="samples">The patch, channels last.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <param name="channel">Which.</param>
    public void Apply(Span<float> samples, int channels, int channel)
    {
        var values = _values.AsSpan();
        for (var i = channel; i < samples.Length; i += channels)
        {
            var place = (samples[i] - _low) * _pieces;
            var piece = Math.Clamp((int)place, 0, Pieces - 1);
            samples[i] = values[piece] + ((place - piece) * (values[piece + 1] - values[piece]));
        }
    }
}
