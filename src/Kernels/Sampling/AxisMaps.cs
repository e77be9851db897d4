namespace UNetSharp.Kernels;

public sealed partial class AxisMap
{
    /// <summary>y[o] = x[o].</summary>
    public static AxisMap Identity(int size) => Build(size, size, static output => [(output, 1)]);

    /// <summary>y[o] = x[o − before], zero outside: zero padding, and with negative numbers a crop.</summary>
    public static AxisMap Zeros(int inputs, int before, int after) => Build(inputs, before + inputs + after, output => [(output - before, 1)]);

    /// <summary>y[o] = x[clamp(o − before)]: the border sample repeated.</summary>
    public static AxisMap Replicate(int inputs, int before, int after) =>
        Build(inputs, before + inputs + after, output => [(Math.Clamp(output - before, 0, inputs - 1), 1)]);

    /// <summary>y[o] = x[mirror(o − before)], the border sample itself not repeated: … 2 1 | 0 1 2 ….</summary>
    /// <exception cref="ArgumentException">The padding is not smaller than the axis.</exception>
    public static AxisMap Reflect(int inputs, int before, int after)
    {
        if (before >= inputs || after >= inputs)
        {
            throw new ArgumentException($"Reflection by {before} before and {after} after needs an axis longer than that; this one has {inputs}.");
        }

        return Build(inputs, before + inputs + after, output => [(Mirror(output - before, inputs), 1)]);

        static int Mirror(int at, int size) => at < 0 ? -at : at >= size ? (2 * (size - 1)) - at : at;
    }

    /// <summary>y[o] = x[(o − shift) mod n]: what leaves at one end comes in at the other.</summary>
    public static AxisMap Roll(int size, int shift) => Build(size, size, output => [((((output - shift) % size) + size) % size, 1)]);

    /// <summary>Means over windows of <paramref name="kernel"/> samples, <paramref name="stride"/> apart, the first one beginning at −padding.</summary>
    /// <param name="inputs">Samples before.</param>
    /// <param name="outputs">Samples after.</param>
    /// <param name="kernel">Samples in a window.</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="padding">Zeros on each side.</param>
    /// <param name="countPadding">Whether the mean divides by the samples of the padding too; beyond the padding (a last window of ceil mode) nothing counts.</param>
    public static AxisMap Average(int inputs, int outputs, int kernel, int stride, int padding, bool countPadding) => Build(inputs, outputs, output =>
    {
        var start = (output * stride) - padding;
        var end = Math.Min(start + kernel, inputs + padding);
        var (first, last) = (Math.Max(start, 0), Math.Min(end, inputs));
        var share = 1f / (countPadding ? end - start : last - first);
        return Enumerable.Range(first, Math.Max(last - first, 0)).Select(input => (input, share));
    });

    /// <summary>Means over <paramref name="outputs"/> windows that cover the axis: window o is [⌊o·n/m⌋, ⌈(o + 1)·n/m⌉).</summary>
    public static AxisMap AdaptiveAverage(int inputs, int outputs) => Build(inputs, outputs, output =>
    {
        var start = (int)((long)output * inputs / outputs);
        var end = (int)((((output + 1L) * inputs) + outputs - 1) / outputs);
        return Enumerable.Range(start, end - start).Select(input => (input, 1f / (end - start)));
    });

    /// <summary>y[o] = x[min(⌊o·scale⌋, n − 1)], in float32 as PyTorch computes it (mode "nearest").</summary>
    /// <param name="inputs">Samples before.</param>
    /// <param name="outputs">Samples after.</param>
    /// <param name="scale">Input samples for each output sample; null for n/m.</param>
    public static AxisMap Nearest(int inputs, int outputs, double? scale = null)
    {
        var step = scale is { } given ? (float)given : (float)inputs / outputs;
        return Build(inputs, outputs, output => [(Math.Min((int)MathF.Floor(output * step), inputs - 1), 1)]);
    }

    /// <summary>Linear interpolation between the two input samples next to the output's position.</summary>
    /// <param name="inputs">Samples before.</param>
    /// <param name="outputs">Samples after.</param>
    /// <param name="alignCorners">Whether the outermost samples lie on one another (position o·(n − 1)/(m − 1)); else samples are areas (position (o + ½)·scale − ½, not below 0).</param>
    /// <param name="scale">Input samples for each output sample; null for n/m; not used with aligned corners.</param>
    public static AxisMap Linear(int inputs, int outputs, bool alignCorners, double? scale = null) => Build(inputs, outputs, output =>
    {
        // Multiplied before it is divided, so that an output that falls on an input sample does so exactly.
        var position = alignCorners ? (outputs > 1 ? (double)output * (inputs - 1) / (outputs - 1) : 0)
            : Math.Max(((output + 0.5) * (scale ?? ((double)inputs / outputs))) - 0.5, 0);
        var lower = Math.Min((int)position, inputs - 1);
        var share = lower < inputs - 1 ? (float)(position - lower) : 0;
        return [(lower, 1 - share), (lower + 1, share)];
    });

    /// <summary>Cubic convolution of the four input samples around the output's position, with a = −¾; samples beyond the border repeat it. Weights can be negative.</summary>
    /// <remarks>Keys, "Cubic convolution interpolation for digital image processing" (1981). PyTorch: mode "bicubic" of <c>interpolate</c>.</remarks>
    /// <param name="inputs">Samples before.</param>
    /// <param name="outputs">Samples after.</param>
    /// <param name="alignCorners">Whether the outermost samples lie on one another (position o·(n − 1)/(m − 1)); else samples are areas (position (o + ½)·scale − ½).</param>
    /// <param name="scale">Input samples for each output sample; null for n/m; not used with aligned corners.</param>
    public static AxisMap Cubic(int inputs, int outputs, bool alignCorners, double? scale = null) => Build(inputs, outputs, output =>
    {
        var position = alignCorners ? (outputs > 1 ? (double)output * (inputs - 1) / (outputs - 1) : 0)
            : ((output + 0.5) * (scale ?? ((double)inputs / outputs))) - 0.5;
        var lower = (int)Math.Floor(position);
        var beyond = position - lower;
        return [Tap(-1, Outer(beyond + 1)), Tap(0, Inner(beyond)), Tap(1, Inner(1 - beyond)), Tap(2, Outer(2 - beyond))];

        (int, float) Tap(int offset, double weight) => (Math.Clamp(lower + offset, 0, inputs - 1), (float)weight);

        // The weight of a sample at a distance of at most 1, and of one at a distance between 1 and 2.
        static double Inner(double distance) => ((((Sharpness + 2) * distance) - (Sharpness + 3)) * distance * distance) + 1;
        static double Outer(double distance) => Sharpness * (((((distance - 5) * distance) + 8) * distance) - 4);
    });

    // The slope a of the cubic weights at distance 1.
    private const double Sharpness = -0.75;
}
