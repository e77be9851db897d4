using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.Cli;

/// <summary><c>unet networks</c>: every network of the catalogue.</summary>
internal static class NetworksCommand
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var command = new Command("networks", "Lists every network: name, paper, dimensions, parameters at its defaults.\n\nExample: unet networks --json") { json };
        command.SetAction(parsed => Print(parsed.GetValue(json)));
        return command;
    }

    private static void Print(bool json)
    {
        var rows = Catalogue.All.Select(entry => (Entry: entry, Network: Catalogue.Create(entry.Name))).ToList();
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["networks"] = new JsonArray([.. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Entry.Name,
                    ["title"] = row.Entry.Title,
                    ["paper"] = row.Entry.Paper,
                    ["dimensions"] = row.Network.Dimensions,
                    ["parameters"] = Parameters(row.Network),
                    ["options"] = new JsonObject(row.Network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
                })]),
            });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "paper", "dimensions", "parameters", "options and their defaults");
        foreach (var (entry, network) in rows)
        {
            var options = string.Join(' ', network.Options.Select(option => $"{option.Key}={option.Value}"));
            table.AddRow(new Text(entry.Name), new Text($"{entry.Title}: {entry.Paper}"), new Text($"{network.Dimensions}D"), new Text(Printing.Count(Parameters(network))), new Text(options));
        }

        Printing.Table(table);
    }

    // Drawn, not made: the parameters of all networks together are gigabytes.
    private static long Parameters(Network network)
    {
        var graph = new Graph();
        network.Build(graph, graph.Input("image", network.TypicalInput));
        return graph.LearntNumbers;
    }
}
