using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using UNetSharp.ModelFiles;
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
        var rows = Catalogue.All.Select(entry => (Entry: entry, Model: Model.Create(Catalogue.Create(entry.Name)))).ToList();
        if (json)
        {
            Printing.Json(new JsonObject
            {
                ["networks"] = new JsonArray([.. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Entry.Name,
                    ["title"] = row.Entry.Title,
                    ["paper"] = row.Entry.Paper,
                    ["dimensions"] = row.Model.Network.Dimensions,
                    ["parameters"] = row.Model.Weights.Count,
                    ["options"] = new JsonObject(row.Model.Network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
                })]),
            });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "paper", "dimensions", "parameters", "options and their defaults");
        foreach (var (entry, model) in rows)
        {
            var options = string.Join(' ', model.Network.Options.Select(option => $"{option.Key}={option.Value}"));
            table.AddRow(new Text(entry.Name), new Text($"{entry.Title}: {entry.Paper}"), new Text($"{model.Network.Dimensions}D"), new Text(Printing.Count(model.Weights.Count)), new Text(options));
        }

        Printing.Table(table);
    }
}
