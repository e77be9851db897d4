namespace UNetSharp.Cli;

/// <summary>Does what the steps of a description of the BioImage Model Zoo say.</summary>
internal static class BioimageSteps
{
    private const double Epsilon = 1e-6;

    /// <summary>Applies steps, one after the other.</summary>
    /// <exception cref="NotSupportedException">A step that is not known.</exception>
    public static void Apply(IEnumerable<BioimageStep> steps, AxesArray array)
    {
        foreach (var step in steps) Apply(step, array);
    }

    private static void Apply(BioimageStep step, AxesArray array)
    {
        var (jointly, epsilon) = (step.Axes ?? array.Axes, step.Number("eps", Epsilon));
        switch (step.Name)
        {
            case "ensure_dtype":
                if (step.Text("dtype").Contains("int", StringComparison.Ordinal)) array.Each('c', (value, _) => Math.Truncate(value));
                break;
            case "zero_mean_unit_variance" when step.Count("mean") == 0:
                array.EachPart(jointly, part => Standardise(part, epsilon));
                break;
            case "zero_mean_unit_variance":
                array.Each(step.Axis, (value, place) => (value - step.Number("mean", 0, place)) / (step.Number("std", 1, place) + epsilon));
                break;
            case "fixed_zero_mean_unit_variance":
                array.Each(step.Axis, (value, place) => (value - step.Number("mean", 0, place)) / step.Number("std", 1, place));
                break;
            case "scale_range" when step.Text("reference_tensor") is "":
                array.EachPart(jointly, part => Rescale(part, step.Number("min_percentile", 0), step.Number("max_percentile", 100), epsilon));
                break;
            case "scale_linear":
                array.Each(step.Axis, (value, place) => (value * step.Number("gain", 1, place)) + step.Number("offset", 0, place));
                break;
            case "clip" when step.Count("min_percentile") + step.Count("max_percentile") > 0:
                array.EachPart(jointly, part => ClipAtPercentiles(part, step));
                break;
            case "clip":
                array.Each(step.Axis, (value, _) => Math.Min(Math.Max(value, step.Number("min", double.NegativeInfinity)), step.Number("max", double.PositiveInfinity)));
                break;
            case "binarize":
                array.Each(step.Axis, (value, place) => value > step.Number("threshold", 0, place) ? 1 : 0);
                break;
            case "sigmoid":
                array.Each(step.Axis, (value, _) => 1 / (1 + Math.Exp(-value)));
                break;
            case "softmax":
                array.EachPart(step.Axis.ToString(), Softmax);
                break;
            default:
                throw new NotSupportedException($"the step \"{step.Name}\" is not known");
        }
    }

    private static void Standardise(float[] values, double epsilon)
    {
        double sum = 0, squares = 0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        var deviation = Math.Sqrt(squares / values.Length) + epsilon;
        foreach (ref var value in values.AsSpan()) value = (float)((value - mean) / deviation);
    }

    private static void Rescale(float[] values, double low, double high, double epsilon)
    {
        float[] sorted = [.. values.Order()];
        var (least, most) = (Percentile(sorted, low), Percentile(sorted, high));
        foreach (ref var value in values.AsSpan()) value = (float)((value - least) / (most - least + epsilon));
    }

    // Percentiles here are samples, the least that so many are not above: numpy's "inverted_cdf", as bioimageio.core has it for this step alone.
    private static void ClipAtPercentiles(float[] values, BioimageStep step)
    {
        float[] sorted = [.. values.Order()];
        double Limit(string percentile, string number, double otherwise) => step.Count(percentile) == 0 ? step.Number(number, otherwise)
            : sorted[Math.Clamp((int)Math.Ceiling(step.Number(percentile, 0) / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
        var (low, high) = (Limit("min_percentile", "min", double.NegativeInfinity), Limit("max_percentile", "max", double.PositiveInfinity));
        foreach (ref var value in values.AsSpan()) value = (float)Math.Min(Math.Max(value, low), high);
    }

    // Linear between samples, as numpy.percentile.
    private static double Percentile(float[] sorted, double percent)
    {
        var at = Math.Clamp(percent, 0, 100) / 100 * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static void Softmax(float[] scores)
    {
        var greatest = scores.Max();
        var sum = scores.Sum(score => Math.Exp(score - greatest));
        foreach (ref var score in scores.AsSpan()) score = (float)(Math.Exp(score - greatest) / sum);
    }
}
