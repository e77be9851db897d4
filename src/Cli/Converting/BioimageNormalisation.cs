using System.Globalization;
using System.Text.Json.Nodes;
using UNetSharp.Segmentation;

namespace UNetSharp.Cli;

/// <summary>Preprocessing of the BioImage Model Zoo as the normalisation of a model's metadata, and back.</summary>
internal static class BioimageNormalisation
{
    /// <summary>The metadata's text, one form for all channels or one for each, parted by ";".</summary>
    /// <param name="steps">The preprocessing.</param>
    /// <param name="channels">The image's channels.</param>
    /// <returns>Null where the steps do what no form says.</returns>
    public static string? Of(IReadOnlyList<BioimageStep> steps, int channels)
    {
        string?[] forms = [.. Enumerable.Range(0, channels).Select(channel => OfChannel(steps, channel, channels))];
        return forms.Contains(null) ? null : forms.Distinct().Count() == 1 ? forms[0] : string.Join("; ", forms);
    }

    /// <summary>The preprocessing, as models 0.5 word it.</summary>
    /// <param name="normalisation">The metadata's text; null is z-score, as in <see cref="ModelCard"/>.</param>
    /// <param name="axes">The image's own axes, "yx" or "zyx": each channel by itself.</param>
    /// <param name="channels">The image's channels.</param>
    /// <exception cref="NotSupportedException">Descriptions have no words for it.</exception>
    public static JsonArray ToSteps(string? normalisation, string axes, int channels)
    {
        string[] forms = [.. (normalisation ?? IntensityNormalisation.ZScore.ToString()).Split(';', StringSplitOptions.TrimEntries).Distinct()];
        JsonObject Axes(params IEnumerable<KeyValuePair<string, JsonNode?>> options) => new([KeyValuePair.Create("axes", (JsonNode?)new JsonArray([.. axes.Select(axis => JsonValue.Create(axis.ToString()))])), .. options]);
        return forms switch
        {
            ["none"] => [],
            ["z-score"] => [Step("zero_mean_unit_variance", Axes())],
            ["min-max"] => [Step("scale_range", Axes())],
            [var form] when form.Split(' ') is ["percentiles", ..] => [Step("scale_range", Axes(KeyValuePair.Create("min_percentile", (JsonNode?)Number(form, 1)), KeyValuePair.Create("max_percentile", (JsonNode?)Number(form, 2))))],
            _ => Lines([.. (normalisation ?? "").Split(';', StringSplitOptions.TrimEntries)], channels),
        };
    }

    // Limits that hold for all channels, and a straight line for each.
    private static JsonArray Lines(string[] forms, int channels)
    {
        var lines = forms.Select(form => form.Split(' ') switch
        {
            ["none"] => (Mean: 0.0, Deviation: 1.0, Lower: double.NegativeInfinity, Upper: double.PositiveInfinity),
            ["divide", _] => (Mean: 0.0, Deviation: Word(form, 1), Lower: double.NegativeInfinity, Upper: double.PositiveInfinity),
            ["fixed", _, _, _, _] => (Mean: Word(form, 1), Deviation: Word(form, 2), Lower: Word(form, 3), Upper: Word(form, 4)),
            _ => throw Wordless(forms),
        }).ToArray();
        if (lines.DistinctBy(line => (line.Lower, line.Upper)).Count() > 1 || (lines.Length != 1 && lines.Length != channels)) throw Wordless(forms);
        var steps = new List<JsonNode>();
        var (lower, upper) = (lines[0].Lower, lines[0].Upper);
        if (double.IsFinite(lower) || double.IsFinite(upper))
        {
            var limits = new JsonObject();
            if (double.IsFinite(lower)) limits["min"] = lower;
            if (double.IsFinite(upper)) limits["max"] = upper;
            steps.Add(Step("clip", limits));
        }

        if (lines.Length > 1)
        {
            steps.Add(Step("fixed_zero_mean_unit_variance", new JsonObject { ["axis"] = "channel", ["mean"] = new JsonArray([.. lines.Select(line => JsonValue.Create(line.Mean))]), ["std"] = new JsonArray([.. lines.Select(line => JsonValue.Create(line.Deviation))]) }));
        }
        else if (lines[0].Mean != 0 || lines[0].Deviation != 1)
        {
            steps.Add(Step("fixed_zero_mean_unit_variance", new JsonObject { ["mean"] = lines[0].Mean, ["std"] = lines[0].Deviation }));
        }

        return new JsonArray([.. steps]);
    }

    private static double Word(string form, int at) => double.Parse(form.Split(' ')[at], CultureInfo.InvariantCulture);

    private static JsonValue Number(string form, int at) => JsonValue.Create(Word(form, at));

    private static NotSupportedException Wordless(string[] forms) => new($"Packages of the BioImage Model Zoo have no words for the normalisation \"{string.Join("; ", forms)}\": write .onnx, whose metadata hold it.");

    // Steps with numbers of their own come to limits and one straight line; a step that measures the image forgets lines before it, and nothing may follow.
    private static string? OfChannel(IReadOnlyList<BioimageStep> steps, int channel, int channels)
    {
        var (lower, upper, gain, offset) = (double.NegativeInfinity, double.PositiveInfinity, 1.0, 0.0);
        string? measured = null;
        foreach (var step in steps)
        {
            var (name, together) = (step.Name, channels > 1 && (step.Axes?.Contains('c', StringComparison.Ordinal) ?? true));
            if (name == "ensure_dtype" && step.Text("dtype").StartsWith("float", StringComparison.Ordinal)) continue;
            if (measured is not null) return null;
            switch (name)
            {
                case "zero_mean_unit_variance" when step.Count("mean") == 0 && !together && Open() && gain > 0:
                    measured = IntensityNormalisation.ZScore.ToString();
                    break;
                case "scale_range" when !together && Open() && gain > 0 && step.Text("reference_tensor") is "":
                    var (low, high) = (step.Number("min_percentile", 0), step.Number("max_percentile", 100));
                    measured = (low, high) == (0, 100) ? IntensityNormalisation.MinMax.ToString() : IntensityNormalisation.Percentiles(low, high).ToString();
                    break;
                case "zero_mean_unit_variance" or "fixed_zero_mean_unit_variance" when step.Count("mean") > 0:
                    var deviation = step.Number("std", 1, channel);
                    (gain, offset) = (gain / deviation, (offset - step.Number("mean", 0, channel)) / deviation);
                    break;
                case "scale_linear":
                    (gain, offset) = (gain * step.Number("gain", 1, channel), (offset * step.Number("gain", 1, channel)) + step.Number("offset", 0, channel));
                    break;
                case "clip" when step.Count("min") + step.Count("max") > 0 && gain > 0:
                    // The limits before the line.
                    (lower, upper) = (Math.Max(lower, (step.Number("min", double.NegativeInfinity) - offset) / gain), Math.Min(upper, (step.Number("max", double.PositiveInfinity) - offset) / gain));
                    break;
                default:
                    return null;
            }
        }

        return measured ?? Line(lower, upper, gain, offset);

        bool Open() => double.IsNegativeInfinity(lower) && double.IsPositiveInfinity(upper);
    }

    private static string? Line(double lower, double upper, double gain, double offset)
    {
        if (!(gain > 0) || !double.IsFinite(gain) || !double.IsFinite(offset) || !(lower <= upper)) return null;
        var open = double.IsNegativeInfinity(lower) && double.IsPositiveInfinity(upper);
        return (open && offset == 0 ? gain == 1 ? IntensityNormalisation.None : IntensityNormalisation.Divide(1 / gain) : IntensityNormalisation.Fixed(-offset / gain, 1 / gain, lower, upper)).ToString();
    }

    private static JsonObject Step(string name, JsonObject options) => new() { ["id"] = name, ["kwargs"] = options };
}
