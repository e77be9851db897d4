namespace UNetSharp.Training;

/// <summary>The same stretch of all blocks that an optimiser's step reads and changes.</summary>
internal readonly ref struct Stretch
{
    /// <summary>To change.</summary>
    public required Span<float> Parameters { get; init; }

    /// <summary>Their gradients, before clipping.</summary>
    public required ReadOnlySpan<float> Gradients { get; init; }

    /// <summary>What the rule sees the gradients multiplied by; 1 leaves their bits.</summary>
    public required float Factor { get; init; }

    /// <summary>The optimiser's memories, to change; empty where it has fewer.</summary>
    public Span<float> First { get; init; }

    /// <summary>The second memory.</summary>
    public Span<float> Second { get; init; }

    /// <summary>The third memory.</summary>
    public Span<float> Third { get; init; }
}
