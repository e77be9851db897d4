using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Average pooling, resizing, padding and rolling, and their gradients: along each axis, which inputs an output reads and with which weight, by looking at every input.</summary>
internal static class GatherRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<AvgPool>(Forward),
        RuleBook.For<AdaptiveAvgPool>(Forward),
        RuleBook.For<Resize>(Forward),
        RuleBook.For<Pad>(Forward),
        RuleBook.For<Roll>(Forward),
        RuleBook.For<GatherGradient>((gradient, value, inputs) =>
        {
            var result = new double[value.Shape.Elements];
            ForEachTap(gradient.Forward, value.Shape, value.Inputs[0].Shape, (x, y, weight) => result[x] += weight * inputs[0][y]);
            return result;
        }),
    ];

    private static double[] Forward(GatherOperation operation, Value value, double[][] inputs)
    {
        var (result, read) = (new double[value.Shape.Elements], new bool[value.Shape.Elements]);
        ForEachTap(operation, value.Inputs[0].Shape, value.Shape, (x, y, weight) => (result[y], read[y]) = (result[y] + (weight * inputs[0][x]), true));
        return operation is Pad pad ? [.. result.Select((number, at) => read[at] ? number : pad.Number)] : result;
    }

    private static void ForEachTap(GatherOperation operation, Shape x, Shape y, Action<int, int, double> visit)
    {
        var (from, to, channels) = (x.Spatial, y.Spatial, x.Channels);
        var (depth, height, width) = (Taps(operation, 0, from.D, to.D), Taps(operation, 1, from.H, to.H), Taps(operation, 2, from.W, to.W));
        for (var pixel = 0; pixel < y[0] * to.Product; pixel++)
        {
            foreach (var (d, byDepth) in depth[pixel / to.W / to.H % to.D])
            {
                foreach (var (h, byHeight) in height[pixel / to.W % to.H])
                {
                    foreach (var (w, byWidth) in width[pixel % to.W])
                    {
                        var source = (((((pixel / to.Product * from.D) + d) * from.H) + h) * from.W) + w;
                        for (var c = 0; c < channels; c++) visit((source * channels) + c, (pixel * channels) + c, byDepth * byHeight * byWidth);
                    }
                }
            }
        }
    }

    // For each output along an axis, the inputs that it reads.
    private static (int Input, double Weight)[][] Taps(GatherOperation operation, int axis, int inputs, int outputs) =>
        [.. Enumerable.Range(0, outputs).Select(output => Enumerable.Range(0, inputs).Select(input => (input, Weight(operation, axis, (output, outputs), (input, inputs)))).Where(tap => tap.Item2 != 0).ToArray())];

    private static double Weight(GatherOperation operation, int axis, (int At, int Size) output, (int At, int Size) input)
    {
        switch (operation)
        {
            case AvgPool pool:
                var (start, padding) = ((output.At * Of(pool.Geometry.Stride, axis)) - Of(pool.Geometry.Padding, axis), Of(pool.Geometry.Padding, axis));
                var window = Enumerable.Range(start, Of(pool.Geometry.Kernel, axis)).Where(at => at < input.Size + padding).ToArray();
                var counted = window.Count(at => pool.CountPadding || (at >= 0 && at < input.Size));
                return window.Contains(input.At) ? 1.0 / counted : 0;
            case AdaptiveAvgPool:
                var (first, end) = (Math.Floor((double)output.At * input.Size / output.Size), Math.Ceiling((output.At + 1.0) * input.Size / output.Size));
                return input.At >= first && input.At < end ? 1 / (end - first) : 0;
            case Resize { Mode: ResizeMode.Nearest } resize:
                return Math.Min((int)((float)Step(resize, axis, output.Size, input.Size) * output.At), input.Size - 1) == input.At ? 1 : 0;
            case Resize { Mode: ResizeMode.Cubic } resize:
                // The border sample also stands for those beyond it, of which two can be read.
                var place = resize.AlignCorners ? output.At * (input.Size - 1.0) / Math.Max(output.Size - 1, 1) : ((output.At + 0.5) * Step(resize, axis, output.Size, input.Size)) - 0.5;
                return Enumerable.Range(-3, input.Size + 6).Where(from => Math.Clamp(from, 0, input.Size - 1) == input.At).Sum(from => Keys(Math.Abs(place - from)));
            case Resize resize:
                // A tent of half-width 1 around the position, held within the samples.
                var position = resize.AlignCorners ? output.At * (input.Size - 1.0) / Math.Max(output.Size - 1, 1) : ((output.At + 0.5) * Step(resize, axis, output.Size, input.Size)) - 0.5;
                return Math.Max(1 - Math.Abs(Math.Clamp(position, 0, input.Size - 1) - input.At), 0);
            case Pad pad:
                var at = output.At - Of(pad.Before, axis);
                var source = pad.Mode switch
                {
                    PadMode.Replicate => Math.Clamp(at, 0, input.Size - 1),
                    PadMode.Reflect when at < 0 => -at,
                    PadMode.Reflect when at >= input.Size => (2 * input.Size) - 2 - at,
                    _ => at,
                };
                return source == input.At ? 1 : 0;
            case Roll roll:
                return (input.At + Of(roll.Shift, axis) - output.At) % input.Size == 0 ? 1 : 0;
            default:
                throw new KeyNotFoundException(operation.Name);
        }
    }

    // Keys' kernel with a = −3/4.
    private static double Keys(double distance) => distance switch
    {
        <= 1 => (1.25 * Math.Pow(distance, 3)) - (2.25 * Math.Pow(distance, 2)) + 1,
        < 2 => (-0.75 * Math.Pow(distance, 3)) + (3.75 * Math.Pow(distance, 2)) - (6 * distance) + 3,
        _ => 0,
    };

    private static double Step(Resize resize, int axis, int outputs, int inputs) =>
        resize.Steps is { } steps ? (axis switch { 0 => steps.D, 1 => steps.H, _ => steps.W }) : (double)inputs / outputs;

    private static int Of(Triple numbers, int axis) => axis switch { 0 => numbers.D, 1 => numbers.H, _ => numbers.W };
}
