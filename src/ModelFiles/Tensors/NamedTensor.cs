using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;

namespace UNetSharp.ModelFiles;

/// <summary>A tensor of a model file: name, element type, shape, and values that are read when asked for.</summary>
/// <remarks>
/// Elements are in row-major order (last axis fastest), whatever the strides in the file were. Opening a file of any size therefore
/// costs its table of contents only, and a tensor's bytes pass through a small buffer into the caller's span. The axes are the file's own:
/// PyTorch's convolutions are [Cout, Cin, kH, kW]; see <see cref="AxisOrder"/> for ours.
/// </remarks>
public sealed class NamedTensor
{
    private const int BufferBytes = 1 << 16;

    private readonly Func<Stream> open;

    /// <param name="name">The name in the file.</param>
    /// <param name="type">How the elements are stored.</param>
    /// <param name="shape">Checked extents.</param>
    /// <param name="open">Gives a stream that stands at the first element of the dense, row-major values.</param>
    internal NamedTensor(string name, ElementType type, ImmutableArray<int> shape, Func<Stream> open)
    {
        if (!TensorExtents.TryCount(shape.AsSpan(), type.Size(), out var count))
            throw new ArgumentException($"Tensor '{name}': the shape {TensorExtents.Text(shape)} has a negative extent or too many elements.", nameof(shape));
        (Name, Type, Shape, Count, this.open) = (name, type, shape, count, open);
    }

    /// <summary>The name in the file, such as <c>down1.maxpool_conv.1.double_conv.0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>How the elements are stored.</summary>
    public ElementType Type { get; }

    /// <summary>The extents, in the file's own axis order; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>, 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>Whether there are no values: the tensor only says which name, type and shape one has.</summary>
    internal bool IsHollow { get; private init; }

    /// <summary>The number of bytes of the dense elements.</summary>
    public long ByteCount => Count * Type.Size();

    /// <summary>A tensor of float32 values in memory, for writing. The memory is not copied.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The extents, whose product is the number of values.</param>
    /// <param name="values">Row-major values.</param>
    /// <exception cref="ArgumentException">The shape and the number of values disagree.</exception>
    public static NamedTensor Create(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<float> values) =>
        Create(name, ElementType.Float32, shape, values, static (bytes, value) => BinaryPrimitives.WriteSingleLittleEndian(bytes, value));

    /// <summary>A tensor of float64 values in memory, for writing. The memory is not copied.</summary>
    /// <inheritdoc cref="Create(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public static NamedTensor Create(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<double> values) =>
        Create(name, ElementType.Float64, shape, values, static (bytes, value) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, value));

    /// <summary>A tensor of int64 values in memory, for writing. The memory is not copied.</summary>
    /// <inheritdoc cref="Create(string, ReadOnlySpan{int}, ReadOnlyMemory{float})"/>
    public static NamedTensor Create(string name, ReadOnlySpan<int> shape, ReadOnlyMemory<long> values) =>
        Create(name, ElementType.Int64, shape, values, static (bytes, value) => BinaryPrimitives.WriteInt64LittleEndian(bytes, value));

    /// <summary>A tensor of elements that are already encoded, little-endian and row-major. The array is not copied.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">How the elements are encoded.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="bytes">As many bytes as the shape and the type ask for.</param>
    /// <exception cref="ArgumentException">The shape and the number of bytes disagree.</exception>
    public static NamedTensor CreateEncoded(string name, ElementType type, ReadOnlySpan<int> shape, byte[] bytes)
    {
        var tensor = new NamedTensor(name, type, [.. shape], () => new MemoryStream(bytes, writable: false));
        return tensor.ByteCount == bytes.Length
            ? tensor
            : throw new ArgumentException($"Tensor '{name}': shape {TensorExtents.Text(tensor.Shape)} of {type} needs {tensor.ByteCount} bytes, found {bytes.Length}.", nameof(bytes));
    }

    /// <summary>Name, type and shape of a tensor, without values.</summary>
    internal static NamedTensor Hollow(string name, ElementType type, ImmutableArray<int> shape) =>
        new(name, type, shape, () => throw new InvalidDataException($"The tensor '{name}' {TensorExtents.Text(shape)} has no values in this file.")) { IsHollow = true };

    /// <summary>The same tensor under another name; the values are not copied.</summary>
    /// <param name="name">The new name.</param>
    public NamedTensor Renamed(string name) => new(name, Type, Shape, open) { IsHollow = IsHollow };

    /// <summary>The values rounded to float32. Integers beyond 2^24 lose low digits; a float64 beyond the range of float32 becomes infinite.</summary>
    /// <exception cref="InvalidDataException">The file no longer holds the values.</exception>
    public float[] ToFloats() => ToArray<float>();

    /// <summary>The values as float64: exact for all types but 64-bit integers beyond 2^53, which are rounded.</summary>
    /// <inheritdoc cref="ToFloats" path="/exception"/>
    public double[] ToDoubles() => ToArray<double>();

    /// <summary>The values of a tensor of integers or booleans, exact.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating point.</exception>
    /// <exception cref="OverflowException">An unsigned 64-bit value does not fit.</exception>
    /// <inheritdoc cref="ToFloats" path="/exception"/>
    public long[] ToInt64s() => Type.IsFloating()
        ? throw new InvalidOperationException($"Tensor '{Name}' holds {Type} values, which integers cannot hold exactly: read them as floats or doubles.")
        : ToArray<long>();

    /// <summary>Reads the values, rounded as by <see cref="ToFloats"/>, into a span of the caller's.</summary>
    /// <param name="destination"><see cref="Count"/> values, row-major.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="InvalidDataException">The file no longer holds the values.</exception>
    public void ReadFloats(Span<float> destination)
    {
        if (destination.Length != Count)
            throw new ArgumentException($"Tensor '{Name}' {TensorExtents.Text(Shape)} has {Count} values, the destination has room for {destination.Length}.", nameof(destination));
        Read(destination);
    }

    /// <summary>Copies the encoded elements, <see cref="ByteCount"/> bytes, little-endian and row-major, to a stream.</summary>
    /// <param name="destination">Where to.</param>
    /// <exception cref="InvalidDataException">The file no longer holds the values.</exception>
    public void CopyTo(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using var source = open();
        var buffer = new byte[(int)Math.Min(BufferBytes, ByteCount)];
        for (var left = ByteCount; left > 0; left -= buffer.Length)
        {
            if (left < buffer.Length) buffer = buffer[..(int)left];
            Fill(source, buffer);
            destination.Write(buffer);
        }
    }

    /// <summary>Name, type and shape, such as <c>outc.conv.bias: Float32 [2]</c>.</summary>
    public override string ToString() => $"{Name}: {Type} {TensorExtents.Text(Shape)}";

    private static NamedTensor Create<T>(string name, ElementType type, ReadOnlySpan<int> shape, ReadOnlyMemory<T> values, SpanAction<byte, T> encode)
    {
        // Encoded when it is read, one tensor at a time: a model that is written never lies in memory twice.
        var tensor = new NamedTensor(name, type, [.. shape], () =>
        {
            var bytes = new byte[checked(values.Length * type.Size())];
            var source = values.Span;
            for (var i = 0; i < source.Length; i++) encode(bytes.AsSpan(i * type.Size()), source[i]);
            return new MemoryStream(bytes, writable: false);
        });
        return tensor.Count == values.Length
            ? tensor
            : throw new ArgumentException($"Tensor '{name}': shape {TensorExtents.Text(tensor.Shape)} needs {tensor.Count} values, found {values.Length}.", nameof(values));
    }

    private T[] ToArray<T>()
        where T : struct, INumberBase<T>
    {
        if (Count > Array.MaxLength)
            throw new InvalidOperationException($"Tensor '{Name}' {TensorExtents.Text(Shape)} has {Count} values, an array holds at most {Array.MaxLength}.");
        var values = new T[Count];
        Read(values.AsSpan());
        return values;
    }

    private void Read<T>(Span<T> destination)
        where T : struct, INumberBase<T>
    {
        using var source = open();
        var size = Type.Size();
        var buffer = new byte[(int)Math.Min(BufferBytes, ByteCount)];
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, buffer.Length / size);
            Fill(source, buffer.AsSpan(0, count * size));
            Elements.Decode(Type, buffer, destination[..count]);
            destination = destination[count..];
        }
    }

    private void Fill(Stream source, Span<byte> buffer)
    {
        try
        {
            source.ReadExactly(buffer);
        }
        catch (EndOfStreamException ending)
        {
            throw new InvalidDataException($"Tensor '{Name}' ends before its {ByteCount} bytes: was the file changed since it was opened?", ending);
        }
    }
}
