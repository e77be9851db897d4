using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Marks of the largest numbers: 1 for the k largest of those that count, else 0; k = ⌊Share·(how many count)⌋, at least 1 where any counts. Inputs: numbers, and of their shape what is 0 for those that don't count.</summary>
/// <param name="Share">Above 0, at most 1.</param>
public sealed record Largest(float Share) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (!(Share is > 0 and <= 1))
        {
            throw new ArgumentException($"Largest: a share of {Share}; it is above 0 and at most 1.");
        }

        return inputs[0] == inputs[1] ? inputs[0]
            : throw new ArgumentException($"Largest: numbers {inputs[0]} and {inputs[1]} that say which of them count; the shapes must be the same.");
    }

    /// <summary>A choice has no gradient: nothing flows.</summary>
    public override void Gradient(Backward back)
    {
        // Constant between one order of the numbers and the next.
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.Largest(binding.Input(0), binding.Input(1), binding.Output, Share);
    }

    /// <summary>A few comparisons for each number.</summary>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 4 * output.Elements;
}

/// <summary>The largest of values.</summary>
public static class LargestExtension
{
    extension(Value x)
    {
        /// <summary>1 where a number is among the largest of those that count, else 0; of equal ones the first. PyTorch: ones scattered to the indices of <c>topk</c>.</summary>
        /// <param name="counted">Of the numbers' shape; 0 for those that don't count.</param>
        /// <param name="share">How many: that share of those that count, rounded down, at least one.</param>
        /// <exception cref="ArgumentException">The shapes differ, or the share is not above 0 and at most 1.</exception>
        public Value Largest(Value counted, float share) => x.Graph.Add(new Largest(share), x, counted);
    }
}
