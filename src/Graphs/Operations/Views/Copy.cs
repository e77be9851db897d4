using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The same numbers in one run of memory: what the planner draws where a kernel can't read a crop or a concatenation.</summary>
public sealed record Copy : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

    /// <inheritdoc/>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient);
    }

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Windows;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new CopyWindows(binding.Windows(0), binding.Output);
    }
}
