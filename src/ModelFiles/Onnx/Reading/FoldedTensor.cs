using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>What a name of an ONNX graph stands for while the graph is drawn: numbers that are known already, or a value of our graph.</summary>
internal abstract class OnnxValue
{
    /// <summary>The extents, in ONNX's order of axes.</summary>
    public abstract ImmutableArray<int> Shape { get; }
}

/// <summary>Numbers that are known when the graph is drawn: an initialiser, a constant, or what nodes make of shapes.</summary>
/// <remarks>All are kept as float64, which holds every shape exactly. An initialiser's numbers are read when a node computes with them; one that becomes a parameter is only ever passed on.</remarks>
internal sealed class FoldedTensor : OnnxValue
{
    // What nodes compute with beforehand are shapes and small tables, at the most a matrix that is transposed.
    private const long MostElements = 1 << 24;

    private readonly Lazy<double[]> numbers;

    private FoldedTensor(string name, ImmutableArray<int> shape, bool whole, Lazy<double[]> numbers, NamedTensor? stored) =>
        (Name, Shape, Whole, this.numbers, Stored) = (name, shape, whole, numbers, stored);

    /// <summary>The name in the graph.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override ImmutableArray<int> Shape { get; }

    /// <summary>Whether the numbers are integers or booleans: then division truncates.</summary>
    public bool Whole { get; }

    /// <summary>The initialiser or constant that this is; null for what was computed.</summary>
    public NamedTensor? Stored { get; }

    /// <summary>Elements.</summary>
    public long Count => Stored?.Count ?? Numbers.Length;

    /// <summary>The numbers, row-major.</summary>
    /// <exception cref="InvalidDataException">There are too many to compute with, or the file no longer holds them.</exception>
    public double[] Numbers => numbers.Value;

    /// <summary>Whether anything was computed with the numbers.</summary>
    public bool IsRead => numbers.IsValueCreated;

    /// <summary>The numbers of a list of extents, axes or indices; what is beyond the range of int (ONNX writes "to the end" so) becomes its end.</summary>
    public int[] Integers => Array.ConvertAll(Numbers, number => (int)Math.Clamp(number, int.MinValue, int.MaxValue));

    /// <summary>A tensor of the file.</summary>
    public static FoldedTensor From(NamedTensor tensor) => new(tensor.Name, tensor.Shape, !tensor.Type.IsFloating(), new Lazy<double[]>(() => Within(tensor.Name, tensor.Count, tensor.ToDoubles)), tensor);

    /// <summary>Numbers that a node computed.</summary>
    public static FoldedTensor Of(string name, ReadOnlySpan<int> shape, bool whole, double[] numbers) => new(name, [.. shape], whole, new Lazy<double[]>(numbers), null);

    /// <summary>The same under another name.</summary>
    public FoldedTensor Named(string name) => new(name, Shape, Whole, numbers, Stored?.Renamed(name));

    /// <summary>The same numbers in other extents.</summary>
    public FoldedTensor Reshaped(string name, ReadOnlySpan<int> shape) => new(name, [.. shape], Whole, numbers, null);

    /// <summary>The tensor that a parameter begins with.</summary>
    public NamedTensor ToTensor() => Stored ?? NamedTensor.Create(Name, Shape.AsSpan(), Array.ConvertAll(Numbers, number => (float)number));

    /// <summary>Refuses what would take more memory than any computation with shapes needs.</summary>
    /// <exception cref="InvalidDataException">Too many elements.</exception>
    public static T Within<T>(string name, long elements, Func<T> make) => elements is >= 0 and <= MostElements ? make()
        : throw new InvalidDataException($"\"{name}\" has {elements} elements; at most {MostElements} are computed with before a network runs.");
}
