using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace UNetSharp.ModelFiles;

/// <summary>Bytes to numbers: the size of each <see cref="ElementType"/> and its decoding.</summary>
internal static class Elements
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such element type."),
    };

    /// <summary>Whether the elements have fractions.</summary>
    public static bool IsFloating(this ElementType type) =>
        type is ElementType.Float64 or ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Decodes <c>values.Length</c> elements. To a floating type it rounds to nearest; to an integer type it is exact or throws <see cref="OverflowException"/>.</summary>
    public static void Decode<T>(ElementType type, ReadOnlySpan<byte> bytes, Span<T> values)
        where T : struct, INumberBase<T>
    {
        // CreateChecked between equal types, and from float to double, folds away; one loop per stored type serves every wanted type.
        switch (type)
        {
            case ElementType.Float64:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadDoubleLittleEndian(bytes[(8 * i)..]));
                break;
            case ElementType.Float32:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadSingleLittleEndian(bytes[(4 * i)..]));
                break;
            case ElementType.Float16:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadHalfLittleEndian(bytes[(2 * i)..]));
                break;
            case ElementType.BFloat16:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(BitConverter.UInt32BitsToSingle((uint)ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16));
                break;
            case ElementType.Int64:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadInt64LittleEndian(bytes[(8 * i)..]));
                break;
            case ElementType.Int32:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadInt32LittleEndian(bytes[(4 * i)..]));
                break;
            case ElementType.Int16:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadInt16LittleEndian(bytes[(2 * i)..]));
                break;
            case ElementType.Int8:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked((sbyte)bytes[i]);
                break;
            case ElementType.UInt64:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadUInt64LittleEndian(bytes[(8 * i)..]));
                break;
            case ElementType.UInt32:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadUInt32LittleEndian(bytes[(4 * i)..]));
                break;
            case ElementType.UInt16:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(ReadUInt16LittleEndian(bytes[(2 * i)..]));
                break;
            case ElementType.UInt8:
                for (var i = 0; i < values.Length; i++) values[i] = T.CreateChecked(bytes[i]);
                break;
            case ElementType.Bool:
                for (var i = 0; i < values.Length; i++) values[i] = bytes[i] == 0 ? T.Zero : T.One;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No such element type.");
        }
    }
}
