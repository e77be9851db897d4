namespace UNetSharp.Graphs;

/// <summary>Normalisation of values, under the names by which networks know it.</summary>
public static class NormaliseExtension
{
    extension(Value x)
    {
        /// <summary>(x − mean) / √(variance + ε)·γ + β with moments that were taken before: what all normalisations come down to.</summary>
        /// <remarks>The gradient to x takes into account that the moments are those of x (<c>x.Moments(…)</c>); it would be wrong for others.</remarks>
        /// <param name="moments">Means and variances, [1 or N, 2, S].</param>
        /// <param name="gamma">A factor for each channel, [C]; null for 1.</param>
        /// <param name="beta">A summand for each channel, [C]; null for 0.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <param name="negativeSlope">The slope below zero of an activation that rides along; 1 for none.</param>
        /// <exception cref="ArgumentException">The shapes do not fit.</exception>
        public Value Normalise(Value moments, Value? gamma, Value? beta, float epsilon = 1e-5f, float negativeSlope = 1)
        {
            Value[] scale = gamma is null ? [] : [gamma], shift = beta is null ? [] : [beta];
            return x.Graph.Add(x.Layer, new Normalise(epsilon, gamma is not null, beta is not null, negativeSlope), [x, moments, .. scale, .. shift]);
        }

        /// <summary>Batch normalisation in training: statistics of each channel over samples and pixels. PyTorch: <c>batch_norm(training=True)</c>. Ioffe and Szegedy 2015, arXiv 1502.03167.</summary>
        /// <remarks>Running statistics are the caller's: take the moments, <c>x.Moments(C, perSample: false)</c>, give them to <c>Normalise</c>, and average them with the variance brought to n / (n − 1) of the biased one.</remarks>
        /// <param name="gamma">A factor for each channel, [C]; null for 1.</param>
        /// <param name="beta">A summand for each channel, [C]; null for 0.</param>
        /// <param name="epsilon">Added to the variance.</param>
        public Value BatchNorm(Value? gamma = null, Value? beta = null, float epsilon = 1e-5f) =>
            x.Normalise(x.Moments(x.Shape.Channels, perSample: false), gamma, beta, epsilon);

        /// <summary>Instance normalisation: statistics of each channel of each sample over its pixels. PyTorch: <c>instance_norm</c>. Ulyanov, Vedaldi, Lempitsky 2016, arXiv 1607.08022.</summary>
        /// <param name="gamma">A factor for each channel, [C]; null for 1.</param>
        /// <param name="beta">A summand for each channel, [C]; null for 0.</param>
        /// <param name="epsilon">Added to the variance.</param>
        public Value InstanceNorm(Value? gamma = null, Value? beta = null, float epsilon = 1e-5f) =>
            x.Normalise(x.Moments(x.Shape.Channels, perSample: true), gamma, beta, epsilon);

        /// <summary>Group normalisation: statistics of groups of neighbouring channels of each sample. PyTorch: <c>group_norm</c>. Wu and He 2018, arXiv 1803.08494.</summary>
        /// <param name="groups">How many; divides the channels.</param>
        /// <param name="gamma">A factor for each channel, [C]; null for 1.</param>
        /// <param name="beta">A summand for each channel, [C]; null for 0.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <exception cref="ArgumentException">The channels cannot be shared out among so many groups.</exception>
        public Value GroupNorm(int groups, Value? gamma = null, Value? beta = null, float epsilon = 1e-5f) =>
            x.Normalise(x.Moments(groups, perSample: true), gamma, beta, epsilon);

        /// <summary>Layer normalisation over the last axes: statistics of each row of them. PyTorch: <c>layer_norm</c>. Ba, Kiros, Hinton 2016, arXiv 1607.06450.</summary>
        /// <param name="gamma">A factor for each number of a row, of the last axes' extents; null for 1.</param>
        /// <param name="beta">A summand for each number of a row, of the last axes' extents; null for 0.</param>
        /// <param name="axes">How many axes make a row.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <exception cref="ArgumentException">There are not so many axes, or a parameter has other extents.</exception>
        public Value LayerNorm(Value? gamma = null, Value? beta = null, int axes = 1, float epsilon = 1e-5f)
        {
            if (axes < 1 || axes > x.Shape.Rank)
            {
                throw new ArgumentException($"LayerNorm: over the last {axes} axes of {x.Shape}.");
            }

            var row = Shape.Of(x.Shape.ToArray().AsSpan()[^axes..]);
            foreach (var parameter in (Value?[])[gamma, beta])
            {
                if (parameter is not null && parameter.Shape != row)
                {
                    throw new ArgumentException($"LayerNorm: a parameter of {parameter.Shape} for rows of {row} (input {x.Shape}).");
                }
            }

            // Each row is a sample of one pixel, all of whose channels are one set.
            var channels = (int)row.Elements;
            var rows = x.Reshape([(int)(x.Shape.Elements / channels), 1, 1, channels]);
            return rows.Normalise(rows.Moments(1, perSample: true), gamma?.Reshape([channels]), beta?.Reshape([channels]), epsilon).Reshape(x.Shape);
        }
    }
}
