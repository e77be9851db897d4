namespace UNetSharp.ModelFiles;

/// <summary>What a graph does with its logits: a softmax over the channels or a sigmoid, behind which nothing is computed any more, only arranged.</summary>
/// <remarks>Keras makes probabilities in one order of axes and gives them in another: what only arranges numbers may stand behind the activation. Labels are made of scores, which are what is read.</remarks>
/// <param name="Output">The name of the result: the first output, or what its labels are made of.</param>
/// <param name="Activation">The softmax or sigmoid; null where there is none.</param>
internal sealed record OnnxEnding(string Output, OnnxNode? Activation)
{
    /// <summary>The ending of a graph.</summary>
    public static OnnxEnding Of(OnnxGraph graph)
    {
        var rank = graph.Inputs[0].Extents.Length;
        var (output, channels) = (graph.Outputs[0].Name, graph.ChannelsLast ? rank - 1 : 1);
        for (var last = Maker(graph, output); last is { Operation: "Identity" or "Cast" or "ArgMax", Inputs: [var source] }; last = Maker(graph, output))
        {
            if (last.Operation == "ArgMax" && FromFront(last.Whole("axis", 0), rank) != channels) break;
            output = source;
        }

        return new(output, ActivationOf(graph, output, channels, rank));
    }

    /// <summary>The graph with the activation passing on what it is given: its result are then the logits.</summary>
    public OnnxGraph TakenOff(OnnxGraph graph) => Activation is null ? graph
        : graph with { Nodes = [.. graph.Nodes.Select(node => node.Outputs.SequenceEqual(Activation.Outputs) ? new OnnxNode("Identity", node.Inputs, node.Outputs) { Name = node.Name } : node)] };

    // Backwards from the result; the channels are followed through Transposes, and lost in a Reshape, which a sigmoid does not mind.
    private static OnnxNode? ActivationOf(OnnxGraph graph, string name, int channels, int rank)
    {
        while (Maker(graph, name) is { Inputs: [var source, ..] } node)
        {
            switch (node.Operation)
            {
                case "Sigmoid":
                    return node;
                case "Softmax":
                    // Before opset 13 softmax is over all axes from the one that is named: over the last it is the same.
                    var axis = FromFront(node.Whole("axis", graph.Opset >= 13 ? -1 : 1), rank);
                    return axis == channels && (graph.Opset >= 13 || axis == rank - 1) ? node : null;
                case "Transpose":
                    channels = node.Wholes("perm") is not { } perm ? rank - 1 - channels : channels >= 0 && channels < perm.Length ? (int)perm[channels] : -1;
                    break;
                case "Reshape":
                    channels = -1;
                    break;
                case "Identity" or "Cast":
                    break;
                default:
                    return null;
            }

            name = source;
        }

        return null;
    }

    private static OnnxNode? Maker(OnnxGraph graph, string name) => graph.Nodes.LastOrDefault(node => node.Outputs.Contains(name));

    private static long FromFront(long axis, int rank) => axis < 0 ? axis + rank : axis;
}
