namespace UNetSharp.Imaging;

/// <summary>The number type of an image's samples. Each is kept as the file had it; nothing is scaled or rounded on the way in.</summary>
public enum SampleType
{
    /// <summary>Unsigned, 8 bits: <see cref="byte"/>. Samples of 1, 2 and 4 bits are kept in it too, one a byte.</summary>
    UInt8,

    /// <summary>Unsigned, 16 bits: <see cref="ushort"/>.</summary>
    UInt16,

    /// <summary>Signed, 16 bits: <see cref="short"/>.</summary>
    Int16,

    /// <summary>Unsigned, 32 bits: <see cref="uint"/>.</summary>
    UInt32,

    /// <summary>Signed, 32 bits: <see cref="int"/>.</summary>
    Int32,

    /// <summary>IEEE 754, 32 bits: <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE 754, 64 bits: <see cref="double"/>.</summary>
    Float64,
}
