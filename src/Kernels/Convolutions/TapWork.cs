namespace UNetSharp.Kernels;

/// <summary>One way to compute Z[positions, channels] = X[positions, K]·B[K, channels], X being what taps read of the sources, cut into pieces that threads take.</summary>
internal abstract unsafe class TapWork
{
    /// <summary>The way, for print-outs.</summary>
    public abstract string Name { get; }

    /// <summary>Pieces of work.</summary>
    public abstract int Pieces { get; }

    /// <summary>Floats that a worker needs.</summary>
    public abstract long PerWorker { get; }

    /// <summary>Pieces of work that must be done before all others; they write the shared memory.</summary>
    public virtual int Preparations => 0;

    /// <summary>Floats that all workers share.</summary>
    public virtual long Shared => 0;

    /// <summary>Does one piece of the preparations.</summary>
    public virtual void Prepare(int piece, float* shared, float* scratch)
    {
    }

    /// <summary>Computes one piece.</summary>
    public abstract void Run(int piece, float* shared, float* scratch);

    /// <summary>Chooses the way by the number of channels on both sides.</summary>
    /// <param name="sources">Windows that share [N, D, H, W].</param>
    /// <param name="taps">Where positions read.</param>
    /// <param name="destinations">Outputs that read the same columns.</param>
    /// <param name="bias">Address of the biases, or null.</param>
    /// <param name="slope">The activation's.</param>
    public static TapWork Choose<TLane>(IReadOnlyList<Window> sources, TapOffsets taps, TapDestination[] destinations, float* bias, float slope)
        where TLane : unmanaged, ILane<TLane>
    {
        var (inputs, output) = (sources.Sum(source => source.C), destinations[0].Output);
        if (destinations.Length > 1 || taps.Count == 0)
        {
            return new TapProduct<TLane>(sources, taps, destinations, bias, slope);
        }

        if (inputs >= TapDots<TLane>.LeastInputs && output.C <= TapDots<TLane>.MostOutputs)
        {
            return new TapDots<TLane>(sources, taps, destinations[0], bias, slope);
        }

        // The positions of a strip pass all weights by, part after part; more weights than a core has of the third-level cache would come from memory for every strip. And taps that do not overlap pack nothing twice.
        var work = (long)taps.Count * inputs * output.C;
        var strip = new InputStrip(sources, taps, new(output.D, output.H, output.W), work);
        return strip.IsSmall && work <= MostDirectWeights && (taps.Overlap || inputs < LeastPackedInputs)
            ? new TapStrip<TLane>(strip, destinations[0], bias, slope)
            : new TapProduct<TLane>(sources, taps, destinations, bias, slope);
    }

    // 4 MB.
    private const long MostDirectWeights = 1 << 20;

    private const int LeastPackedInputs = 32;
}
