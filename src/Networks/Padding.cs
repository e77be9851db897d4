namespace UNetSharp.Networks;

/// <summary>What convolutions see beyond the border of their input.</summary>
public enum Padding
{
    /// <summary>Nothing: the result is smaller than the input, and every number in it has seen a whole neighbourhood.</summary>
    Valid,

    /// <summary>Zeros: the result is as large as the input.</summary>
    Same,
}
