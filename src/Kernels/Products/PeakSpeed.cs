using System.Diagnostics;

namespace UNetSharp.Kernels;

/// <summary>How fast this machine multiplies and adds at best: the microkernel on panels that never leave the first-level cache.</summary>
/// <remarks>What every other speed is a share of. Machines slow down and speed up by the minute: measure it in the same run as what is compared with it.</remarks>
public static unsafe class PeakSpeed
{
    // 64 k of both panels: 6·64·4 + 16·64·4 bytes, far below 32 KB at any width.
    private const int Depth = 64;

    /// <summary>Measures for some tens of milliseconds.</summary>
    /// <param name="team">On all of its threads at once.</param>
    /// <param name="width">With registers of this width.</param>
    /// <returns>Operations in a second, a fused multiply-add counted as two.</returns>
    public static double Measure(ThreadTeam team, VectorWidth? width = null)
    {
        ArgumentNullException.ThrowIfNull(team);
        return (width ?? VectorWidths.Best) switch
        {
            VectorWidth.Bits512 => Measure<Lane512>(team),
            VectorWidth.Bits256 => Measure<Lane256>(team),
            VectorWidth.Bits128 => Measure<Lane128>(team),
            _ => Measure<Lane1>(team),
        };
    }

    private static double Measure<TLane>(ThreadTeam team) where TLane : unmanaged, ILane<TLane>
    {
        var probe = new Probe<TLane>(team.Threads);
        double best = 0;

        // The first rounds warm up the compiler and the clock; the best counts, for nothing makes a processor faster than it is.
        for (var round = 0; round < 8; round++)
        {
            var start = Stopwatch.GetTimestamp();
            team.For(team.Threads, probe, static (probe, piece, _) => probe.Turn(piece));
            best = Math.Max(best, Probe<TLane>.Operations * team.Threads / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }

    private sealed class Probe<TLane> where TLane : unmanaged, ILane<TLane>
    {
        private const int Turns = 20_000;
        private readonly MemoryBlock _panels;
        private readonly int _length = Depth * (TLane.Rows + (2 * TLane.Count)) + (TLane.Rows * 2 * TLane.Count);

        public Probe(int threads)
        {
            _panels = new MemoryBlock((long)_length * threads);
            _panels.Fill(0);
        }

        public static double Operations => 2.0 * Turns * Depth * TLane.Rows * 2 * TLane.Count;

        public void Turn(int thread)
        {
            var a = _panels.Window((long)thread * _length, 1, 1, 1, 1, _length).Start;
            var b = a + (Depth * TLane.Rows);
            var c = b + (Depth * 2 * TLane.Count);
            for (var turn = 0; turn < Turns; turn++)
            {
                Microkernel.Run<TLane>(Depth / TLane.Count, a, b, c, 2 * TLane.Count, accumulate: false);
            }
        }
    }
}
