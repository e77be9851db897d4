namespace UNetSharp.Kernels;

/// <summary>The check of kernels that read runs of memory.</summary>
internal static class Contiguous
{
    /// <summary>Refuses windows that are not contiguous, or not of the first one's extents.</summary>
    public static void Require(string name, params ReadOnlySpan<Window> windows)
    {
        foreach (var window in windows)
        {
            if (!window.IsContiguous)
            {
                throw new ArgumentException($"{name}: the window {window} is not one run of memory: copy it first.");
            }

            if (window.Pixels != windows[0].Pixels || window.C != windows[0].C)
            {
                throw new ArgumentException($"{name}: windows {windows[0]} and {window} differ in size.");
            }
        }
    }
}
