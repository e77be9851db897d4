namespace UNetSharp.Kernels;

/// <summary>The checks that the convolutions share. Raw memory is touched only after them.</summary>
internal static class ConvExtents
{
    /// <summary>Checks a geometry's numbers, that the windows of the input agree, and that groups divide the channels on both sides.</summary>
    public static void CheckInput(string operation, ConvWindows windows, ConvGeometry geometry)
    {
        CheckGeometry(operation, geometry);
        var input = windows.Input;
        if (input.Count == 0)
        {
            throw new ArgumentException($"{operation}: the input is a list of no windows; give at least one.");
        }

        foreach (var window in input)
        {
            if ((window.N, window.D, window.H, window.W) != (input[0].N, input[0].D, input[0].H, input[0].W))
            {
                throw new ArgumentException($"{operation}: the windows of the input must share [N, D, H, W], but one is {input[0]} and another {window}; crop the larger.");
            }
        }

        if (windows.InputChannels % geometry.Groups != 0 || windows.Output.C % geometry.Groups != 0)
        {
            throw new ArgumentException($"{operation}: {geometry.Groups} groups must divide both {windows.InputChannels} input channels and {windows.Output.C} output channels.");
        }
    }

    /// <summary>Checks that the output is what the geometry makes of the input.</summary>
    public static void CheckForward(string operation, ConvWindows windows, ConvGeometry geometry)
    {
        CheckInput(operation, windows, geometry);
        var (input, output) = (windows.Input[0], windows.Output);
        var expected = geometry.Output(new(input.D, input.H, input.W));
        if ((output.N, output.D, output.H, output.W) != (input.N, expected.D, expected.H, expected.W))
        {
            throw new ArgumentException(
                $"{operation}: a kernel {geometry.Kernel} with stride {geometry.Stride} makes [{input.N}, {expected.D}, {expected.H}, {expected.W}] positions of the input {input}, but the output is {output}.");
        }
    }

    /// <summary>Checks that the input is what the geometry makes of the output.</summary>
    public static void CheckTransposed(string operation, ConvWindows windows, ConvGeometry geometry)
    {
        CheckInput(operation, windows, geometry);
        var (input, output) = (windows.Input[0], windows.Output);
        var expected = geometry.Output(new(output.D, output.H, output.W));
        if ((input.N, input.D, input.H, input.W) != (output.N, expected.D, expected.H, expected.W))
        {
            throw new ArgumentException(
                $"{operation}: a kernel {geometry.Kernel} with stride {geometry.Stride} makes [{output.N}, {expected.D}, {expected.H}, {expected.W}] positions of the output {output}, but the input is {input}.");
        }
    }

    /// <summary>Checks that each channel is a group, in one window, and the weights [kD, kH, kW, 1, C].</summary>
    public static void CheckDepthwise(string operation, ConvWindows windows, ConvGeometry geometry)
    {
        var (inputs, outputs, count) = (windows.InputChannels, windows.Output.C, windows.Input.Count);
        if (inputs != geometry.Groups || outputs != geometry.Groups || count != 1)
        {
            throw new ArgumentException(
                $"{operation}: {inputs} input channels ({count} window{(count == 1 ? "" : "s")}), {outputs} output channels and {geometry.Groups} groups must be the same number, in one window; other groups are ProductConv's.");
        }

        CheckWeights(operation, windows.Weights, geometry.Kernel, 1, outputs);
    }

    /// <summary>Checks that bias and addend fit the output, and that there is no scale.</summary>
    public static void CheckEpilogue(string operation, Epilogue epilogue, Window output)
    {
        if (epilogue.Scale is { } scale)
        {
            throw new ArgumentException($"{operation}: takes no scale {scale} on its store; multiply the weights before they are packed.");
        }

        if (epilogue.Bias is { } bias && (bias.Size != output.C || !bias.IsContiguous))
        {
            throw new ArgumentException($"{operation}: the bias {bias} must be {output.C} contiguous numbers, one for each channel of the output {output}.");
        }

        if (epilogue.Addend is { } addend && (addend.N, addend.D, addend.H, addend.W, addend.C) != (output.N, output.D, output.H, output.W, output.C))
        {
            throw new ArgumentException($"{operation}: the addend {addend} must have the extents of the output {output}.");
        }
    }

    /// <summary>Checks a contiguous operand's length: packed weights.</summary>
    public static void CheckPacked(string operation, Window packed, long length)
    {
        if (packed.Size != length || !packed.IsContiguous)
        {
            throw new ArgumentException($"{operation}: the packed weights must be {length} contiguous floats, but their window is {packed}.");
        }
    }

    /// <summary>Checks the weights [kD, kH, kW, rows, columns] in their plain layout.</summary>
    public static void CheckWeights(string operation, Window weights, Triple kernel, int rows, int columns)
    {
        if ((weights.N, weights.D, weights.H, weights.W, weights.C) != (kernel.D, kernel.H, kernel.W, rows, columns) || !weights.IsContiguous)
        {
            throw new ArgumentException($"{operation}: the weights must be contiguous and [{kernel.D}, {kernel.H}, {kernel.W}, {rows}, {columns}], but they are {weights}.");
        }
    }

    /// <summary>Checks that kernel, stride, dilation and groups are at least 1.</summary>
    public static void CheckGeometry(string operation, ConvGeometry geometry)
    {
        if (Least(geometry.Kernel) < 1 || Least(geometry.Stride) < 1 || Least(geometry.Dilation) < 1 || geometry.Groups < 1)
        {
            throw new ArgumentException(
                $"{operation}: kernel {geometry.Kernel}, stride {geometry.Stride}, dilation {geometry.Dilation} and {geometry.Groups} groups must all be at least 1.");
        }
    }

    private static int Least(Triple triple) => Math.Min(triple.D, Math.Min(triple.H, triple.W));
}
