using System.Globalization;
using System.Text.Json.Nodes;

namespace UNetSharp.Cli;

/// <summary>Pre- and postprocessing as descriptions of the BioImage Model Zoo name them.</summary>
internal static class BioimageSteps
{
    private const double Epsilon = 1e-6;

    /// <summary>Applies steps to an array [N, C, …].</summary>
    /// <param name="tensor">The description of an input or output.</param>
    /// <param name="list">"preprocessing" or "postprocessing".</param>
    /// <param name="values">The array, changed in place.</param>
    /// <param name="shape">Its extents.</param>
    /// <exception cref="InvalidDataException">A step that is not known.</exception>
    public static void Apply(JsonNode tensor, string list, float[] values, IReadOnlyList<int> shape)
    {
        foreach (var step in tensor[list] as JsonArray ?? [])
        {
            var (name, options) = (Name(step), step?["kwargs"]);
            switch (name)
            {
                case "ensure_dtype":
                    break;
                case "zero_mean_unit_variance":
                    foreach (var part in Parts(values, shape, options)) Standardise(part.Span);
                    break;
                case "fixed_zero_mean_unit_variance":
                    Map(values, value => (value - Number(options, "mean", 0)) / Number(options, "std", 1));
                    break;
                case "scale_range":
                    foreach (var part in Parts(values, shape, options)) Rescale(part.Span, Number(options, "min_percentile", 0), Number(options, "max_percentile", 100));
                    break;
                case "scale_linear":
                    Map(values, value => (value * Number(options, "gain", 1)) + Number(options, "offset", 0));
                    break;
                case "clip":
                    Map(values, value => Math.Clamp(value, Number(options, "min", double.NegativeInfinity), Number(options, "max", double.PositiveInfinity)));
                    break;
                case "sigmoid":
                    Map(values, value => 1 / (1 + Math.Exp(-value)));
                    break;
                default:
                    throw new InvalidDataException($"The step \"{name}\" of the package's {list} is not known.");
            }
        }
    }

    /// <summary>The preprocessing as a model's metadata say it; null where they can't.</summary>
    public static string? Normalisation(JsonNode input)
    {
        var steps = (input["preprocessing"] as JsonArray ?? []).Where(step => Name(step) != "ensure_dtype").ToArray();
        if (steps.Length == 0) return "none";
        var options = steps[0]?["kwargs"];
        return steps.Length > 1 ? null : Name(steps[0]) switch
        {
            "zero_mean_unit_variance" => "z-score",
            "scale_range" => string.Create(CultureInfo.InvariantCulture, $"percentiles {Number(options, "min_percentile", 0)} {Number(options, "max_percentile", 100)}"),
            _ => null,
        };
    }

    /// <summary>A model's normalisation as a description's preprocessing: the reverse of <see cref="Normalisation"/>.</summary>
    /// <param name="normalisation">The text form; null is none.</param>
    /// <param name="axes">The image's own axes, "yx" or "zyx": each channel by itself.</param>
    /// <exception cref="NotSupportedException">Descriptions have no words for it.</exception>
    public static JsonArray Preprocessing(string? normalisation, string axes)
    {
        var words = (normalisation ?? "none").Split(' ');
        double Word(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
        return words switch
        {
            ["none"] => [],
            ["z-score"] => [Step("zero_mean_unit_variance", new() { ["mode"] = "per_sample", ["axes"] = axes })],
            ["min-max"] => [Step("scale_range", new() { ["mode"] = "per_sample", ["axes"] = axes })],
            ["percentiles", _, _] => [Step("scale_range", new() { ["mode"] = "per_sample", ["axes"] = axes, ["min_percentile"] = Word(1), ["max_percentile"] = Word(2) })],
            ["divide", _] => [Step("scale_linear", new() { ["gain"] = 1 / Word(1), ["offset"] = 0 })],
            ["fixed", _, _, _, _] =>
            [
                Step("clip", new() { ["min"] = Word(3), ["max"] = Word(4) }),
                Step("scale_linear", new() { ["gain"] = 1 / Word(2), ["offset"] = -Word(1) / Word(2) }),
            ],
            _ => throw new NotSupportedException($"Packages of the BioImage Model Zoo have no words for the normalisation \"{normalisation}\": write .onnx, whose metadata hold it."),
        };
    }

    private static JsonObject Step(string name, JsonObject options) => new() { ["name"] = name, ["kwargs"] = options };

    private static string Name(JsonNode? step) => (step?["id"] ?? step?["name"])?.ToString() ?? "";

    // Channels by themselves where the axes name none: "yx", or [y, x]; else each sample as a whole.
    private static IEnumerable<Memory<float>> Parts(float[] values, IReadOnlyList<int> shape, JsonNode? options)
    {
        var axes = options?["axes"];
        var whole = axes is JsonArray list ? list.Any(axis => axis?.ToString() is "channel" or "c") : axes is null || axes.ToString().Contains('c', StringComparison.Ordinal);
        var count = whole ? shape[0] : shape[0] * shape[1];
        for (var part = 0; part < count; part++) yield return values.AsMemory(part * (values.Length / count), values.Length / count);
    }

    private static void Standardise(Span<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        var deviation = Math.Sqrt(squares / values.Length) + Epsilon;
        foreach (ref var value in values) value = (float)((value - mean) / deviation);
    }

    private static void Rescale(Span<float> values, double low, double high)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var (least, most) = (Percentile(sorted, low), Percentile(sorted, high));
        foreach (ref var value in values) value = (float)((value - least) / (most - least + Epsilon));
    }

    private static double Percentile(float[] sorted, double percent)
    {
        var at = percent / 100 * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private static void Map(float[] values, Func<double, double> function)
    {
        for (var at = 0; at < values.Length; at++) values[at] = (float)function(values[at]);
    }

    private static double Number(JsonNode? options, string name, double otherwise) => options?[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number
        : options?[name] is { } text && double.TryParse(text.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : otherwise;
}
