namespace UNetSharp.Networks;

/// <summary>How the expanding path doubles its resolution.</summary>
public enum Upsampling
{
    /// <summary>A learnt 2x2 transposed convolution that halves the channels.</summary>
    Transposed,

    /// <summary>Bilinear interpolation with aligned corners; the convolutions around it halve the channels.</summary>
    Bilinear,
}
