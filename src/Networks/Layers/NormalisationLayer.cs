using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Normalisations with their parameters.</summary>
public static class NormalisationLayer
{
    // Share of the batch in the running statistics, PyTorch's default.
    private const float Momentum = 0.1f;

    private const float Epsilon = 1e-5f;

    extension(Scope scope)
    {
        /// <summary>The normalisation of a kind; none leaves the value as it is. Parameters "weight" and "bias", batch normalisation also "running_mean" and "running_var".</summary>
        /// <param name="x">[N, (D,) H, W, C].</param>
        /// <param name="kind">Which. Groups are as many as divide C, at most 8.</param>
        /// <param name="gain">What "weight" holds before training; 1 by default. With 0 at the end of a residual branch, the branch begins as nothing.</param>
        public Value Normalise(Value x, Normalisation kind, float gain = 1) => kind switch
        {
            Normalisation.Batch => scope.BatchNorm(x, gain),
            Normalisation.Instance => x.InstanceNorm(scope.Gamma(x, gain), scope.Beta(x), Epsilon),
            Normalisation.Group => x.GroupNorm(Groups(x.Shape.Channels), scope.Gamma(x, gain), scope.Beta(x), Epsilon),
            _ => x,
        };

        /// <summary>Group normalisation with a number of groups that divides the channels. Parameters "weight" and "bias". PyTorch: <c>nn.GroupNorm</c>.</summary>
        public Value GroupNorm(Value x, int groups) => x.GroupNorm(groups, scope.Gamma(x, 1), scope.Beta(x), Epsilon);

        /// <summary>Batch normalisation. In training with the batch's own statistics, which also move the running ones; else with the running ones. PyTorch: <c>nn.BatchNorm2d</c>, <c>nn.BatchNorm3d</c>.</summary>
        /// <param name="x">[N, (D,) H, W, C].</param>
        /// <param name="gain">What "weight" holds before training.</param>
        /// <param name="epsilon">Added to the variance.</param>
        /// <param name="share">The share of a new batch in the running statistics; PyTorch's <c>momentum</c>.</param>
        public Value BatchNorm(Value x, float gain = 1, float epsilon = Epsilon, float share = Momentum)
        {
            Shape channels = [x.Shape.Channels];
            var (gamma, beta) = (scope.Gamma(x, gain), scope.Beta(x));
            var mean = scope.Parameter("running_mean", channels, Initialiser.Zero, trained: false);
            var variance = scope.Parameter("running_var", channels, Initialiser.One, trained: false);
            return x.BatchNorm(gamma, beta, new RunningStatistics(mean, variance, share), epsilon);
        }

        private Value Gamma(Value x, float gain) => scope.Parameter("weight", [x.Shape.Channels], Initialiser.Constant(gain));

        private Value Beta(Value x) => scope.Parameter("bias", [x.Shape.Channels], Initialiser.Zero);
    }

    private static int Groups(int channels)
    {
        var groups = 8;
        while (channels % groups != 0)
        {
            groups--;
        }

        return groups;
    }
}
