using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace UNetSharp.Cli;

/// <summary>Numbers as people read them, and JSON.</summary>
internal static class Printing
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>With thousands separated: 31,030,658.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things: 1 case, 2 cases.</summary>
    public static string Counted(long number, string thing) => $"{Count(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>In the largest unit of 1000 bytes that leaves a whole part: 1.3 GB.</summary>
    public static string Bytes(long bytes) => Scaled(bytes, "B");

    /// <summary>Arithmetic: 301 GFLOP.</summary>
    public static string Flops(double flops) => Scaled(flops, "FLOP");

    /// <summary>A stretch of time in its two largest units: 2 h 5 min, 3 min 20 s, 12 s.</summary>
    public static string Duration(double seconds)
    {
        // A year and more is as good as never.
        var span = TimeSpan.FromSeconds(Math.Round(Math.Clamp(seconds, 0, 3e7)));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours} h {span.Minutes} min" : span.Minutes >= 1 ? $"{span.Minutes} min {span.Seconds} s" : $"{span.Seconds} s";
    }

    /// <summary>A measure for JSON, which has no NaN and no infinity: null stands for both.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>An array of measures; null where there is none.</summary>
    public static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(Number)];

    /// <summary>Prints a document.</summary>
    public static void Json(JsonObject document) => Console.Out.WriteLine(document.ToJsonString(_indented));

    /// <summary>Prints a table; in full width where no terminal breaks the lines.</summary>
    public static void Table(Table table)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 240;
        }

        AnsiConsole.Write(table);
    }

    /// <summary>An array of numbers.</summary>
    public static JsonArray Array(IEnumerable<int> numbers) => [.. numbers.Select(number => (JsonNode?)number)];

    private static string Scaled(double number, string unit)
    {
        var (prefixes, step) = (" kMGTP", 0);
        while (number >= 1000 && step < prefixes.Length - 1)
        {
            (number, step) = (number / 1000, step + 1);
        }

        var digits = number >= 100 || step == 0 ? "0" : number >= 10 ? "0.0" : "0.00";
        return $"{number.ToString(digits, CultureInfo.InvariantCulture)} {prefixes[step]}{unit}".Replace("  ", " ", StringComparison.Ordinal);
    }
}
