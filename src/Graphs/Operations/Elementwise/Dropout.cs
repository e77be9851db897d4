using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>x / (1 − p), or 0 with probability p.</summary>
/// <param name="Probability">p, at least 0 and below 1.</param>
/// <param name="Stream">The operation's own stream of random numbers: with the plan's seed and step it fixes the mask.</param>
/// <param name="WholeChannels">Whether channels of a sample are dropped as a whole.</param>
public sealed record Dropout(float Probability, uint Stream, bool WholeChannels) : Operation
{
    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override InputForm Reads(int input) => WholeChannels ? InputForm.Contiguous : InputForm.Window;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <summary>The same operation on the gradient, which draws the same mask: reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, this, back.Gradient));

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return WholeChannels
            ? Kernels.Dropout.Channels(binding.Input(0), binding.Output, Probability, Stream, binding.Counter)
            : Kernels.Dropout.Elements(binding.Input(0), binding.Output, Probability, Stream, binding.Counter);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements;
}

/// <summary>Dropout of values.</summary>
public static class DropoutExtension
{
    extension(Value x)
    {
        /// <summary>In training x / (1 − p), or 0 with probability p, number by number; at inference x itself. PyTorch: <c>dropout</c>. Srivastava et al., JMLR 15, 2014.</summary>
        /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1).</exception>
        public Value Dropout(float probability) => x.Dropped(probability, wholeChannels: false);

        /// <summary>As <see cref="Dropout(Value, float)"/>, but a channel of a sample stays or goes as a whole, as neighbouring pixels are too alike to be dropped one by one. PyTorch: <c>dropout2d</c>, <c>dropout3d</c>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1).</exception>
        public Value DropoutOfChannels(float probability) => x.Dropped(probability, wholeChannels: true);

        private Value Dropped(float probability, bool wholeChannels)
        {
            if (probability is not (>= 0 and < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout: a probability of {probability}; it is at least 0 and below 1.");
            }

            return x.Graph.Training && probability > 0 ? x.Graph.Add(new Dropout(probability, x.Graph.NextStream(), wholeChannels), x) : x;
        }
    }
}
