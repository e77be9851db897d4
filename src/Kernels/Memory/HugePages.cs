using System.Runtime.InteropServices;

namespace UNetSharp.Kernels;

/// <summary>Asks the system to back large blocks with pages of 2 MB in place of 4 KB.</summary>
/// <remarks>
/// A tile of a convolution touches rows of an image, and taps of wide weights, that lie further apart than a page: with small pages each costs a walk through the page tables.
/// A hint: Linux gives such pages where its setting is <c>madvise</c> or <c>always</c>, other systems are not asked, and nothing depends on it but time.
/// </remarks>
internal static unsafe partial class HugePages
{
    private const nuint Size = 2 << 20, SmallPage = 4096, Line = 64;

    // MADV_HUGEPAGE of Linux, the same on all its processors.
    private const int WantHugePages = 14;

    // Smaller blocks would round up too much.
    private const nuint Least = 2 * Size;

    /// <summary>The alignment of a block of so many bytes: that of a huge page if it holds at least two of them, else of a cache line.</summary>
    public static nuint Alignment(nuint bytes) => bytes >= Least && OperatingSystem.IsLinux() ? Size : Line;

    /// <summary>Asks for a block, before anything is written to it.</summary>
    public static void AskFor(void* start, nuint bytes)
    {
        if (bytes < Least || !OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Advise(start, bytes / SmallPage * SmallPage, WantHugePages); // what it answers does not matter: the memory is good without
        }
        catch (DllNotFoundException)
        {
            // A Linux without glibc: small pages.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
