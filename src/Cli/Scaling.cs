using System.Globalization;
using System.Text.Json.Nodes;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Cli;

/// <summary>How far threads can carry a run, printed for a few numbers of them.</summary>
internal static class Scaling
{
    private static readonly int[] Threads = [2, 8, 64];

    /// <summary>In words: "0.02 % of the work in one piece; at most 2.00 times as fast with 2 threads, 7.90 with 8, 55.0 with 64".</summary>
    public static string Text(IReadOnlyCollection<Loop> loops)
    {
        var bounds = Threads.Select(threads => string.Create(CultureInfo.InvariantCulture, $"{Amdahl.Speedup(loops, threads):0.00} {(threads == Threads[0] ? "times as fast " : "")}with {threads}{(threads == Threads[0] ? " threads" : "")}"));
        return string.Create(CultureInfo.InvariantCulture, $"{Amdahl.SerialShare(loops):0.00 %} of the work in one piece; at most {string.Join(", ", bounds)}");
    }

    /// <summary>For JSON: <c>{ "serialShare": 0.0002, "speedup": { "2": 2, "8": 7.9, "64": 55 } }</c>.</summary>
    public static JsonObject Json(IReadOnlyCollection<Loop> loops) => new()
    {
        ["serialShare"] = Amdahl.SerialShare(loops),
        ["speedup"] = new JsonObject(Threads.Select(threads => KeyValuePair.Create(threads.ToString(CultureInfo.InvariantCulture), (JsonNode?)Amdahl.Speedup(loops, threads)))),
    };

    /// <summary>The pieces of a step's loops: "9 + 64", or "4x9 + 4x64" where they alternate.</summary>
    public static string Pieces(IEnumerable<Loop> loops) =>
        string.Join(" + ", loops.GroupBy(loop => loop.Pieces).Select(same => same.Count() == 1 ? Printing.Count(same.Key) : $"{same.Count()}x{Printing.Count(same.Key)}"));

    /// <summary>The loops that a run had on a team, with their time as it would have been on one thread; what it did between them counts as one piece.</summary>
    /// <param name="team">Nobody else uses it meanwhile.</param>
    /// <param name="run">The run.</param>
    public static IReadOnlyCollection<Loop> Log(ThreadTeam team, Action run)
    {
        var loops = new List<Loop>();
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        team.Log = loops;
        run();
        team.Log = null;
        var between = System.Diagnostics.Stopwatch.GetTimestamp() - start - loops.Sum(loop => loop.Work);
        return [.. loops.Select(loop => loop with { Work = loop.Work / loop.LeastShare(team.Threads) }), new Loop(1, between)];
    }
}
