using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>The axes of sizes and places by number: 0 depth, 1 height, 2 width.</summary>
internal static class TripleAxes
{
    extension(Triple triple)
    {
        /// <summary>The number of an axis.</summary>
        public int Along(int axis) => axis switch { 0 => triple.D, 1 => triple.H, _ => triple.W };

        /// <summary>Another number on one axis.</summary>
        public Triple With(int axis, int number) => axis switch
        {
            0 => triple with { D = number },
            1 => triple with { H = number },
            _ => triple with { W = number },
        };

        /// <summary>D·H·W, which a large picture has more of than an int can count.</summary>
        public long Places => (long)triple.D * triple.H * triple.W;
    }

    /// <summary>Axis by axis: a − b.</summary>
    public static Triple Minus(Triple a, Triple b) => new(a.D - b.D, a.H - b.H, a.W - b.W);
}
