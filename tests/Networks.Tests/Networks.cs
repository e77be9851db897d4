using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Networks as they are written on the command line, and drawn.</summary>
internal static class Networks
{
    /// <summary>"nnunet dims=2 features=8-16".</summary>
    public static Network Parse(string line)
    {
        var words = line.Split(' ');
        return Catalogue.Create(words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>The graph on an input, its typical one by default.</summary>
    public static Graph Draw(Network network, Shape? input = null, bool training = false)
    {
        var graph = new Graph(training);
        network.Build(graph, graph.Input("image", input ?? network.TypicalInput));
        return graph;
    }
}
