using System.Numerics;

namespace UNetSharp.Imaging.Formats.Npy;

/// <summary>An array as NumPy stores it: numbers and a shape of any rank, C order (the last axis is contiguous). Its axes have no names.</summary>
public sealed class NpyArray
{
    private readonly Array _values;

    /// <summary>An array of the given numbers, taken over without a copy.</summary>
    /// <param name="values">A one-dimensional array of byte, sbyte, ushort, short, uint, int, ulong, long, float or double.</param>
    /// <param name="shape">The extents; none for a single number.</param>
    /// <exception cref="ArgumentException">The length is not the product of the extents, or the type is none of those named.</exception>
    public NpyArray(Array values, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        Int128 promised = 1;
        foreach (var extent in shape) promised *= extent;
        if (values.Rank != 1 || promised != values.Length)
        {
            throw new ArgumentException($"NpyArray: ({string.Join(", ", shape.ToArray())}) are {promised} numbers, but the array holds {values.Length}.", nameof(values));
        }

        ElementType = values.GetType().GetElementType()!;
        NpyHeader.Descriptor(ElementType);
        _values = values;
        Shape = shape.ToArray();
    }

    /// <summary>The samples of an image: [H, W], of a stack [D, H, W], and of several channels [H, W, C] or [D, H, W, C].</summary>
    public static NpyArray Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var samples = Image.NewArray(image.SampleType, image.Count);
        image.CopyTo(samples, 0);
        int[] plane = image.Channels == 1 ? [image.Height, image.Width] : [image.Height, image.Width, image.Channels];
        return new(samples, image.Depth == 1 ? plane : [image.Depth, .. plane]);
    }

    /// <summary>The extents, the slowest axis first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How many numbers there are: the product of the extents.</summary>
    public int Count => _values.Length;

    /// <summary>The type of the numbers.</summary>
    public Type ElementType { get; }

    /// <summary>The numbers themselves, for the writer.</summary>
    internal Array Raw => _values;

    /// <summary>The numbers as they are stored.</summary>
    /// <typeparam name="T">The type that <see cref="ElementType"/> names.</typeparam>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
        // Not `is T[]`: to the runtime a ushort[] is also a short[].
        => _values.GetType() == typeof(T[])
            ? (T[])_values
            : throw new InvalidOperationException($"The numbers of this array are {ElementType.Name}, not {typeof(T).Name}: ToFloats() and ToIntegers() convert.");

    /// <summary>The numbers as float32, rounded to the nearest where they are not exact.</summary>
    public float[] ToFloats() => Converted<float>();

    /// <summary>The numbers as integers of 64 bits, exact; fractions are cut off.</summary>
    /// <exception cref="OverflowException">A number does not fit, or is not a number.</exception>
    public long[] ToIntegers() => Converted<long>();

    private TTo[] Converted<TTo>()
        where TTo : unmanaged, INumber<TTo>
    {
        return Type.GetTypeCode(ElementType) switch
        {
            TypeCode.Byte => Cast(Values<byte>()),
            TypeCode.SByte => Cast(Values<sbyte>()),
            TypeCode.UInt16 => Cast(Values<ushort>()),
            TypeCode.Int16 => Cast(Values<short>()),
            TypeCode.UInt32 => Cast(Values<uint>()),
            TypeCode.Int32 => Cast(Values<int>()),
            TypeCode.UInt64 => Cast(Values<ulong>()),
            TypeCode.Int64 => Cast(Values<long>()),
            TypeCode.Single => Cast(Values<float>()),
            _ => Cast(Values<double>()),
        };

        static TTo[] Cast<TFrom>(ReadOnlySpan<TFrom> from)
            where TFrom : unmanaged, INumber<TFrom>
        {
            var to = new TTo[from.Length];
            for (var i = 0; i < to.Length; i++) to[i] = TTo.CreateChecked(from[i]);
            return to;
        }
    }
}
