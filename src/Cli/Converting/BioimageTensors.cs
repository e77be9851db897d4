using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.ModelFiles;

namespace UNetSharp.Cli;

/// <summary>A model's image and answer as descriptions 0.5 of the BioImage Model Zoo word them.</summary>
/// <param name="model">The model.</param>
/// <param name="size">An image that it takes, channels last.</param>
/// <param name="step">The step to the other extents; 0: this size alone.</param>
internal sealed class BioimageTensors(Model model, Shape size, int step)
{
    private const string ImageId = "image";

    private readonly string axes = model.Network.Dimensions == 3 ? "zyx" : "yx";

    /// <summary>An image that the model takes, channels last.</summary>
    public Shape Size => size;

    /// <summary>The image, and how it is prepared.</summary>
    /// <exception cref="NotSupportedException">Descriptions have no words for it.</exception>
    public JsonObject Input() => new()
    {
        ["id"] = ImageId,
        ["axes"] = Axes("channel", size.Channels, axis => step == 0 ? size[axis] : new JsonObject { ["min"] = size[axis], ["step"] = step }),
        ["data"] = new JsonObject { ["type"] = "float32" },
        ["preprocessing"] = BioimageNormalisation.ToSteps(model.Metadata.GetValueOrDefault("unetsharp.normalisation"), axes, size.Channels),
    };

    /// <summary>The answer: a probability for each class, or for one.</summary>
    public JsonObject Output()
    {
        var answer = Answer(size, out var finished);
        return new JsonObject
        {
            ["id"] = "probabilities",
            ["axes"] = Axes("class", answer.Channels, axis => Extent(answer, axis)),
            ["data"] = new JsonObject { ["type"] = "float32" },
            ["postprocessing"] = finished ? [] : new JsonArray(new JsonObject { ["id"] = answer.Channels == 1 ? "sigmoid" : "softmax" }),
        };
    }

    private JsonArray Axes(string channel, int channels, Func<int, JsonNode> extent) =>
    [
        new JsonObject { ["type"] = "batch" },
        new JsonObject { ["type"] = "channel", ["channel_names"] = new JsonArray([.. Enumerable.Range(0, channels).Select(at => JsonValue.Create($"{channel}{at}"))]) },
        .. axes.Select((letter, at) => Space(letter, extent(at + 1))),
    ];

    // An extent may come with the factor by which its samples lie apart, beside the size.
    private static JsonObject Space(char letter, JsonNode extent)
    {
        var axis = new JsonObject { ["type"] = "space", ["id"] = letter.ToString() };
        if (extent is JsonObject map && map.Remove("scale", out var scale)) axis["scale"] = scale;
        axis["size"] = extent;
        return axis;
    }

    // "axis.size = reference.size · reference.scale / axis.scale + offset", read off two sizes.
    private JsonNode Extent(Shape answer, int axis)
    {
        if (step == 0) return answer[axis];
        var larger = size;
        for (var other = 1; other < size.Rank - 1; other++) larger = larger.With(other, size[other] + step);
        var factor = (double)(Answer(larger, out _)[axis] - answer[axis]) / step;
        var extent = new JsonObject { ["tensor_id"] = ImageId, ["axis_id"] = axes[axis - 1].ToString(), ["offset"] = (int)Math.Round(answer[axis] - (size[axis] * factor)) };
        if (factor != 1) extent["scale"] = 1 / factor;
        return extent;
    }

    // A network of ONNX may end in the softmax or sigmoid itself.
    private Shape Answer(Shape image, out bool finished)
    {
        var graph = new Graph();
        var logits = model.Network.Build(graph, graph.Input(ImageId, image));
        finished = model.Network.Finish(logits) != logits;
        return logits.Shape;
    }
}
