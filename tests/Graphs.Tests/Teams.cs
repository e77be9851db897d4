using System.Collections.Concurrent;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Thread teams that tests share, one of each size.</summary>
public static class Teams
{
    private static readonly ConcurrentDictionary<int, ThreadTeam> _teams = new();

    public static ThreadTeam Of(int threads) => _teams.GetOrAdd(threads, count => new ThreadTeam(count));
}
