namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Normalisation from its definitions; the gradient takes its sums again instead of those that are given.</summary>
internal static class NormaliseRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<Moments>((_, value, inputs) =>
        {
            var (result, sets) = (new double[value.Shape.Elements], Sets.Of(value.Inputs[0].Shape, value.Shape));
            foreach (var (at, mean, variance, _) in sets.Numbers())
            {
                result[mean] += inputs[0][at] / sets.Count;
            }

            foreach (var (at, mean, variance, _) in sets.Numbers())
            {
                var deviation = inputs[0][at] - result[mean];
                result[variance] += deviation * deviation / sets.Count;
            }

            return result;
        }),
        RuleBook.For<Normalise>((normalise, value, inputs) =>
        {
            var (result, sets) = (new double[value.Shape.Elements], Sets.Of(value.Shape, value.Inputs[1].Shape));
            foreach (var (at, mean, variance, channel) in sets.Numbers())
            {
                var normal = (inputs[0][at] - inputs[1][mean]) / Math.Sqrt(inputs[1][variance] + normalise.Epsilon);
                var z = (normal * (normalise.Gamma ? inputs[2][channel] : 1)) + (normalise.Beta ? inputs[^1][channel] : 0);
                result[at] = z > 0 ? z : normalise.NegativeSlope * z;
            }

            return result;
        }),
        RuleBook.For<NormaliseSums>((sums, value, inputs) =>
        {
            var (result, x, channels) = (new double[value.Shape.Elements], value.Inputs[0].Shape, value.Shape.Channels);
            foreach (var (at, mean, variance, channel) in Sets.Of(x, value.Inputs[1].Shape).Numbers())
            {
                var normal = (inputs[0][at] - inputs[1][mean]) / Math.Sqrt(inputs[1][variance] + sums.Epsilon);
                var z = (normal * (sums.Gamma ? inputs[3][channel] : 1)) + (sums.Beta ? inputs[^1][channel] : 0);
                var dz = inputs[2][at] * (z > 0 ? 1 : sums.NegativeSlope);
                var row = 2 * (sums.PerSample ? at / (int)(x.Elements / x[0]) : 0);
                result[(row * channels) + channel] += dz;
                result[((row + 1) * channels) + channel] += dz * normal;
            }

            return result;
        }),
        RuleBook.For<NormaliseGradient>((gradient, value, inputs) =>
        {
            var (result, sets, next) = (new double[value.Shape.Elements], Sets.Of(value.Shape, value.Inputs[1].Shape), 3);
            var gamma = gradient.Gamma ? inputs[next++] : null;
            var beta = gradient.Beta ? inputs[next] : null;
            double Z(int at, int mean, int variance, int channel) => (Normal(at, mean, variance) * (gamma?[channel] ?? 1)) + (beta?[channel] ?? 0);
            double Dz(int at, int mean, int variance, int channel) => inputs[2][at] * (gamma?[channel] ?? 1) * (Z(at, mean, variance, channel) > 0 ? 1 : gradient.NegativeSlope);
            double Normal(int at, int mean, int variance) => (inputs[0][at] - inputs[1][mean]) / Math.Sqrt(inputs[1][variance] + gradient.Epsilon);

            // Where a set's mean stands in the moments its mean of γ·dz, and where its variance stands its mean of γ·dz·x̂.
            var means = new double[inputs[1].Length];
            foreach (var (at, mean, variance, channel) in sets.Numbers())
            {
                means[mean] += Dz(at, mean, variance, channel) / sets.Count;
                means[variance] += Dz(at, mean, variance, channel) * Normal(at, mean, variance) / sets.Count;
            }

            foreach (var (at, mean, variance, channel) in sets.Numbers())
            {
                result[at] = (Dz(at, mean, variance, channel) - means[mean] - (Normal(at, mean, variance) * means[variance])) / Math.Sqrt(inputs[1][variance] + gradient.Epsilon);
            }

            return result;
        }),
    ];

    private readonly record struct Sets(int Size, int PerSample, int Channels, int Groups, bool Shared)
    {
        public double Count => (double)Size / Groups / (Shared ? 1 : Size / PerSample);

        public static Sets Of(Shape x, Shape moments) =>
            new((int)x.Elements, (int)(x.Elements / x[0]), x.Channels, moments.Channels, moments[0] == 1);

        // Each number's place, those of its mean and variance in [N or 1, 2, groups], and its channel.
        public IEnumerable<(int At, int Mean, int Variance, int Channel)> Numbers()
        {
            for (var at = 0; at < Size; at++)
            {
                var (sample, channel) = (Shared ? 0 : at / PerSample, at % Channels);
                var mean = (2 * sample * Groups) + (channel / (Channels / Groups));
                yield return (at, mean, mean + Groups, channel);
            }
        }
    }
}
