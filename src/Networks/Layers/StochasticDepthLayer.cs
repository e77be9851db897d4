using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Stochastic depth: in training, a residual branch is left out for some samples of the batch.</summary>
public static class StochasticDepthLayer
{
    extension(Value branch)
    {
        /// <summary>In training branch / (1 − p), or 0 with probability p, each sample as a whole; at inference the branch itself. PyTorch: <c>torchvision.ops.stochastic_depth(mode="row")</c>, timm's <c>DropPath</c>.</summary>
        /// <remarks>Huang, Sun, Liu, Sedra, Weinberger, "Deep networks with stochastic depth", ECCV 2016, https://arxiv.org/abs/1603.09382. One number is drawn for each sample, as a dropout of ones, and the branch is multiplied with it.</remarks>
        /// <param name="probability">p, at least 0 and below 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1).</exception>
        public Value StochasticDepth(float probability)
        {
            if (!branch.Graph.Training || probability == 0)
            {
                return branch;
            }

            var samples = Enumerable.Repeat(1, branch.Shape.Rank).ToArray();
            samples[0] = branch.Shape[0];
            return branch * branch.Graph.Constant(1, Shape.Of(samples)).Dropout(probability);
        }
    }
}
