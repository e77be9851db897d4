namespace UNetSharp.Imaging;

/// <summary>How an image goes on beyond its border, with the names of scipy.ndimage.</summary>
/// <remarks>A row a b c d continues, to both sides, as the drawings show.</remarks>
public enum Border
{
    /// <summary>d c b a | a b c d | d c b a: reflected about the edge of the last sample (NumPy's "symmetric").</summary>
    Reflect,

    /// <summary>d c b | a b c d | c b a: reflected about the centre of the last sample (NumPy's "reflect"); the mirroring of U-Net's tiles.</summary>
    Mirror,

    /// <summary>a a a a | a b c d | d d d d: the last sample goes on.</summary>
    Nearest,

    /// <summary>k k k k | a b c d | k k k k: a constant, 0 unless told.</summary>
    Constant,
}
