namespace UNetSharp.ModelFiles;

/// <summary>Of what a dataset or an attribute is made, as far as weights need it: numbers or texts.</summary>
/// <remarks>Section IV.A.2.d of the specification.</remarks>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Numbers">The numbers; null where there are none, or none that are read.</param>
/// <param name="IsBigEndian">Whether the highest byte of a number is the first.</param>
/// <param name="IsText">Whether elements are texts: in <paramref name="Size"/> bytes, or in a heap.</param>
/// <param name="IsInHeap">Whether elements are of their own lengths and lie in the global heap.</param>
/// <param name="IsOpaque">Whether elements are bytes of which nothing is known.</param>
internal sealed record Hdf5Datatype(int Size, ElementType? Numbers = null, bool IsBigEndian = false, bool IsText = false, bool IsInHeap = false, bool IsOpaque = false)
{
    private const int Deepest = 4;

    /// <summary>Reads the message.</summary>
    public static Hdf5Datatype Read(Hdf5Bytes message) => Read(message, 0);

    private static Hdf5Datatype Read(Hdf5Bytes message, int depth)
    {
        var (kind, flags, size) = (message.Byte(), (int)message.Number(3), message.Count());
        var isBigEndian = (flags & 1) != 0;
        return (kind & 0x0F) switch
        {
            0 => new(size, Whole(size, isSigned: (flags & 8) != 0, message), isBigEndian),
            1 => new(size, (flags & 0x40) != 0 ? null : Floating(size, message), isBigEndian), // 0x40: a VAX's order
            3 => new(size, IsText: true),
            5 => new(size, IsOpaque: true),
            8 when depth < Deepest => Read(message, depth + 1), // an enumeration, such as h5py's booleans: its base type
            9 => new(size, IsText: (flags & 0x0F) == 1, IsInHeap: true),
            _ => new(size),
        };
    }

    // Bit offset and precision: whole bytes alone are numbers of ours.
    private static ElementType? Whole(int size, bool isSigned, Hdf5Bytes properties) => (properties.Word(), properties.Word()) != (0, 8 * size) ? null : (size, isSigned) switch
    {
        (8, true) => ElementType.Int64,
        (4, true) => ElementType.Int32,
        (2, true) => ElementType.Int16,
        (1, true) => ElementType.Int8,
        (8, false) => ElementType.UInt64,
        (4, false) => ElementType.UInt32,
        (2, false) => ElementType.UInt16,
        (1, false) => ElementType.UInt8,
        _ => null,
    };

    // Bit offset and precision; place and width of the exponent, place and width of the mantissa.
    private static ElementType? Floating(int size, Hdf5Bytes properties) =>
        (properties.Word(), properties.Word(), properties.Byte(), properties.Byte(), properties.Byte(), properties.Byte()) is not (0, var bits, var at, var exponent, 0, var mantissa) || bits != 8 * size || at != mantissa ? null : (size, exponent, mantissa) switch
        {
            (8, 11, 52) => ElementType.Float64,
            (4, 8, 23) => ElementType.Float32,
            (2, 5, 10) => ElementType.Float16,
            (2, 8, 7) => ElementType.BFloat16,
            _ => null,
        };
}
