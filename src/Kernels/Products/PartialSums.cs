using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Adds copies of a result that were summed apart, always in the order of the copies.</summary>
internal static unsafe class PartialSums
{
    /// <summary>to[i] = copy 0[i] + copy 1[i] + … for i in a range.</summary>
    /// <param name="copies">The copies, one behind the other.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Floats of each.</param>
    /// <param name="range">Which of them to add.</param>
    /// <param name="to">The result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLane>(float* copies, int count, long size, (long First, long End) range, float* to) where TLane : unmanaged, ILane<TLane>
    {
        var i = range.First;
        for (; i <= range.End - TLane.Count; i += TLane.Count)
        {
            var sum = TLane.Load(copies + i);
            for (var copy = 1; copy < count; copy++)
            {
                sum += TLane.Load(copies + (copy * size) + i);
            }

            TLane.Store(sum, to + i);
        }

        for (; i < range.End; i++)
        {
            var sum = copies[i];
            for (var copy = 1; copy < count; copy++)
            {
                sum += copies[(copy * size) + i];
            }

            to[i] = sum;
        }
    }
}
