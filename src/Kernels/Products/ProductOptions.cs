namespace UNetSharp.Kernels;

/// <summary>How a <see cref="Product"/> reads its operands and what it does before it stores.</summary>
public sealed record ProductOptions
{
    /// <summary>A·B as they are.</summary>
    public static ProductOptions Default { get; } = new();

    /// <summary>Whether A is stored as [K, rows].</summary>
    public bool TransposeA { get; init; }

    /// <summary>Whether B is stored as [columns, K].</summary>
    public bool TransposeB { get; init; }

    /// <summary>Factor of the product, before bias and activation.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Bias (one number for each column), addend, activation.</summary>
    public Epilogue Epilogue { get; init; } = Epilogue.None;
}
