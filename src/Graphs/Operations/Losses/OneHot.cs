using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Labels as indicator channels: 1 in the label's channel, else 0. A label that is no class (an ignored one) gives zeros everywhere.</summary>
/// <param name="Classes">Channels of the result.</param>
public sealed record OneHot(int Classes) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => Classes > 0 ? Shape.Of([.. inputs[0].ToArray(), Classes])
        : throw new ArgumentException($"OneHot: {Classes} classes; there is at least one.");

    /// <summary>Labels have no gradient: nothing flows.</summary>
    public override void Gradient(Backward back)
    {
        // Constant between whole numbers.
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.OneHot(binding.Input(0), binding.Output);
    }
}

/// <summary>One-hot form of labels.</summary>
public static class OneHotExtension
{
    extension(Value labels)
    {
        /// <summary>Labels [N, H, W] (whole numbers as float32) as indicators [N, H, W, classes]; an ignored label gives zeros. PyTorch: <c>one_hot</c>, but for the ignored label.</summary>
        public Value OneHot(int classes) => labels.Graph.Add(new OneHot(classes), labels);
    }
}
