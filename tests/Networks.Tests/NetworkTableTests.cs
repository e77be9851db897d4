using System.Globalization;
using UNetSharp.Goldens;
using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>docs/networks.md says of every network what is so.</summary>
public class NetworkTableTests
{
    private static readonly string[][] _lines =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "networks.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)),
    ];

    // A second table has networks with options, "`segformer size=b1`".
    private static readonly string[][] _rows = [.. _lines.Where(row => !row[1].Contains(' ', StringComparison.Ordinal))], _sizes = [.. _lines.Except(_rows)];

    [Fact]
    public void Every_network_has_a_row_with_its_parameters() =>
        Assert.Equal(
            Catalogue.All.Select(entry => string.Create(CultureInfo.InvariantCulture, $"`{entry.Name}` {Networks.Draw(Catalogue.Create(entry.Name)).LearntNumbers:N0}")),
            _rows.Select(row => $"{row[1]} {row[4]}"));

    [Fact]
    public void Every_size_has_the_parameters_of_its_row() => Assert.All(_sizes, row =>
        Assert.Equal(row[2], Networks.Draw(Networks.Parse(row[1].Trim('`'))).LearntNumbers.ToString("N0", CultureInfo.InvariantCulture)));

    [Fact]
    public void The_row_tells_the_arithmetic_of_a_pass() => Assert.All(_lines, row =>
    {
        var network = Networks.Parse(row[1].Trim('`'));
        var padded = network.Options.ContainsKey("padding") ? Catalogue.Create(network.Name, new Dictionary<string, string> { ["padding"] = "same" }) : network;
        var graph = new Graph();
        var logits = padded.Build(graph, graph.Input("image", network.Dimensions == 2 ? [1, 256, 256, network.InputChannels] : [1, 64, 64, 64, network.InputChannels]));

        // The table has a plan's count, in which normalisation goes into the weights: a little less than the graph's.
        Assert.InRange(double.Parse(_sizes.Contains(row) ? row[3] : row[5], CultureInfo.InvariantCulture), (0.9 * Flops(logits) / 1e9) - 0.05, (1.001 * Flops(logits) / 1e9) + 0.05);
    });

    private static long Flops(Value logits)
    {
        var (flops, needed) = (0L, new HashSet<Value> { logits });
        foreach (var value in logits.Graph.Values.Reverse().Where(needed.Contains))
        {
            flops += value.Operation.Flops([.. value.Inputs.Select(input => input.Shape)], value.Shape);
            needed.UnionWith(value.Inputs);
        }

        return flops;
    }
}
