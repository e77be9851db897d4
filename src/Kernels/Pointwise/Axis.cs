namespace UNetSharp.Kernels;

/// <summary>An axis of several windows at once: how far it goes, and how far apart its numbers lie in each of them.</summary>
/// <param name="Extent">Numbers on the axis.</param>
/// <param name="Steps">For each window the floats from one to the next; 0 where the window has extent 1 and is read, or written, again and again.</param>
internal sealed record Axis(long Extent, long[] Steps)
{
    /// <summary>The axes of windows, channels first, then from the inside out, those of extent 1 left out (except the channels).</summary>
    /// <param name="name">The operation, for messages.</param>
    /// <param name="windows">The first has the full extents; the others have these, or 1.</param>
    /// <exception cref="ArgumentException">A window has neither.</exception>
    public static List<Axis> Of(string name, ReadOnlySpan<Window> windows)
    {
        var full = windows[0];
        var axes = new List<Axis>();
        for (var axis = 0; axis < 5; axis++)
        {
            var extent = ExtentOf(full, axis);
            var steps = new long[windows.Length];
            for (var operand = 0; operand < windows.Length; operand++)
            {
                var own = ExtentOf(windows[operand], axis);
                if (own != extent && own != 1)
                {
                    throw new ArgumentException($"{name}: extents {windows[operand]} do not stretch to {full}: each must be the same, or 1.");
                }

                steps[operand] = own == 1 ? 0 : StrideOf(windows[operand], axis);
            }

            if (extent != 1 || axis == 0)
            {
                axes.Add(new Axis(extent, steps));
            }
        }

        return axes;
    }

    /// <summary>The same axes, each melted into the one before it where that is possible.</summary>
    public static List<Axis> Melted(IEnumerable<Axis> axes)
    {
        var melted = new List<Axis>();
        foreach (var axis in axes)
        {
            if (melted.Count > 0 && melted[^1].Melts(axis))
            {
                melted[^1] = melted[^1] with { Extent = melted[^1].Extent * axis.Extent };
            }
            else
            {
                melted.Add(axis);
            }
        }

        return melted;
    }

    /// <summary>Whether the next outer axis goes on where this one ends, in every window: then the two are one.</summary>
    public bool Melts(Axis outer)
    {
        for (var operand = 0; operand < Steps.Length; operand++)
        {
            if (outer.Steps[operand] != Steps[operand] * Extent)
            {
                return false;
            }
        }

        return true;
    }

    private static int ExtentOf(Window window, int axis) => axis switch { 0 => window.C, 1 => window.W, 2 => window.H, 3 => window.D, _ => window.N };

    private static long StrideOf(Window window, int axis) => axis switch { 0 => 1, 1 => window.StrideW, 2 => window.StrideH, 3 => window.StrideD, _ => window.StrideN };
}
