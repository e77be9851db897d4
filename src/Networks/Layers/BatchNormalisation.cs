using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>What batch normalisation has seen so far: parameters that are not trained but move with each batch.</summary>
/// <param name="Mean">[C].</param>
/// <param name="Variance">[C].</param>
/// <param name="Share">The share of a new batch in them. PyTorch's <c>momentum</c>; ONNX's is 1 − share.</param>
public sealed record RunningStatistics(Value Mean, Value Variance, float Share = 0.1f);

/// <summary>Batch normalisation of values.</summary>
public static class BatchNormalisation
{
    extension(Value x)
    {
        /// <summary>(x − mean) / √(variance + ε)·γ + β for each channel. In training with the batch's own statistics, which also move the running ones; else with the running ones. PyTorch: <c>batch_norm</c>.</summary>
        /// <param name="gamma">[C].</param>
        /// <param name="beta">[C].</param>
        /// <param name="running">Parameters of the graph.</param>
        /// <param name="epsilon">Added to the variance.</param>
        public Value BatchNorm(Value gamma, Value beta, RunningStatistics running, float epsilon = 1e-5f)
        {
            ArgumentNullException.ThrowIfNull(running);
            var (mean, variance, share) = (running.Mean, running.Variance, running.Share);
            if (!x.Graph.Training)
            {
                // A factor and a summand for each channel, from parameters alone: both go into the convolution before.
                var factor = gamma / (variance + epsilon).Sqrt();
                return (x * factor) + (beta - (mean * factor));
            }

            Shape channels = [x.Shape.Channels];
            var moments = x.Moments(x.Shape.Channels, perSample: false);
            var count = (float)(x.Shape.Elements / x.Shape.Channels);

            // A layer that is used several times moves its statistics each time, from where it left them.
            x.Graph.Update(mean, (x.Graph.NextOf(mean) * (1 - share)) + (moments.Slice(axis: 1, 0, 1).Reshape(channels) * share));

            // The running variance takes the unbiased one.
            x.Graph.Update(variance, (x.Graph.NextOf(variance) * (1 - share)) + (moments.Slice(axis: 1, 1, 1).Reshape(channels) * (share * count / Math.Max(count - 1, 1))));
            return x.Normalise(moments, gamma, beta, epsilon);
        }
    }
}
