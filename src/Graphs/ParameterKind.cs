namespace UNetSharp.Graphs;

/// <summary>What a parameter is. In here channels are last always; files of other frameworks order the axes of each kind in their own way.</summary>
public enum ParameterKind
{
    /// <summary>A vector, or anything whose axes are the same everywhere.</summary>
    Plain,

    /// <summary>A convolution: here [(kD,) kH, kW, Cin, Cout], there [Cout, Cin, (kD,) kH, kW].</summary>
    Convolution,

    /// <summary>A transposed convolution: here [(kD,) kH, kW, Cin, Cout], there [Cin, Cout, (kD,) kH, kW].</summary>
    TransposedConvolution,

    /// <summary>A linear layer: here [Cin, Cout], there [Cout, Cin].</summary>
    Linear,
}
