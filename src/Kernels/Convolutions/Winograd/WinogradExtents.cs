namespace UNetSharp.Kernels;

/// <summary>The checks that a convolution's windows fit its geometry and one another: after them, no address of a kernel leaves its window.</summary>
internal static class WinogradExtents
{
    /// <summary>Input windows alike but for their channels, weights and output of the extents that follow.</summary>
    /// <exception cref="ArgumentException">They are not; the message names both sides.</exception>
    public static void Check(string name, ConvGeometry geometry, ReadOnlySpan<Window> inputs, OrderedWeights weights, Window output)
    {
        if (inputs.IsEmpty)
        {
            throw new ArgumentException($"{name}: there is no input.");
        }

        var first = inputs[0];
        var channels = 0;
        foreach (var input in inputs)
        {
            Require((input.N, input.D, input.H, input.W) == (first.N, first.D, first.H, first.W),
                $"{name}: the inputs {first} and {input} differ in more than their channels.");
            channels += input.C;
        }

        var (kernel, values) = (geometry.Kernel, weights.Values);
        Require((values.N, values.D, values.H) == (kernel.D, kernel.H, kernel.W) && values.IsContiguous,
            $"{name}: the kernel is {kernel} but the weights are {values}{(values.IsContiguous ? "" : " and not contiguous")}.");
        Require(channels == weights.Inputs, $"{name}: the input has {channels} channels but the weights were made for {weights.Inputs} (input {first}, weights {values}).");

        var extents = geometry.Output(new Triple(first.D, first.H, first.W));
        Require((output.N, output.D, output.H, output.W, output.C) == (first.N, extents.D, extents.H, extents.W, weights.Outputs),
            $"{name}: the input {first} gives [{first.N}, {extents.D}, {extents.H}, {extents.W}, {weights.Outputs}] but the output is {output}.");
        Require(geometry.PadBefore is { D: >= 0, H: >= 0, W: >= 0 } && geometry.PadAfter is { D: >= 0, H: >= 0, W: >= 0 },
            $"{name}: the padding is {geometry.PadBefore} before and {geometry.PadAfter} after; it may not be negative.");
    }

    /// <summary>Scale, bias and addend of the output's extents.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void CheckEpilogue(string name, Epilogue epilogue, Window output)
    {
        foreach (var (what, numbers) in new[] { ("scale", epilogue.Scale), ("bias", epilogue.Bias) })
        {
            Require(numbers is not { } given || (given.Size == output.C && given.IsContiguous), $"{name}: the {what} is {numbers} but the output has {output.C} channels.");
        }

        if (epilogue.Addend is { } addend)
        {
            Require((addend.N, addend.D, addend.H, addend.W, addend.C) == (output.N, output.D, output.H, output.W, output.C),
                $"{name}: the addend is {addend} but the output is {output}.");
        }
    }

    private static void Require(bool fits, string message)
    {
        if (!fits)
        {
            throw new ArgumentException(message);
        }
    }
}
