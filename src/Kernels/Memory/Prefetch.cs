using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace UNetSharp.Kernels;

/// <summary>Asks for cache lines before they are needed.</summary>
/// <remarks>
/// Processors foresee a few streams by themselves, not the 36 of a transform; and a store that misses the first-level cache holds up all stores behind it.
/// Where the runtime has no such instruction (ARM) nothing happens: it is a hint.
/// </remarks>
internal static unsafe class Prefetch
{
    /// <summary>Floats of a cache line.</summary>
    public const int LineFloats = 16;

    /// <summary>Brings the line of an address into the first-level cache. Any address will do, valid or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(at);
        }
    }

    /// <summary>Brings the line of an address into the second-level cache: for what is wanted only after much else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Later(float* at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(at);
        }
    }
}
