using System.Collections.Immutable;
using System.Globalization;
using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Which number or colour of a mask file is which class, so that masks can be read as classes 0..C−1 and predictions written as the masks were.</summary>
/// <remarks>
/// The text forms, kept in a model's metadata, are <c>values 0 255</c>, <c>colours #000000 #ff0000</c>, <c>threshold 0 255</c> and
/// <c>instances 0 1</c>, in the order of the classes; <c>ignore 255</c> may follow: pixels of that number belong to no class and are not learnt.
/// </remarks>
public sealed class LabelMap : IEquatable<LabelMap>
{
    /// <summary>The class that <see cref="Encode"/> gives to ignored pixels.</summary>
    public const int IgnoredClass = -1;

    private readonly Dictionary<int, int> _classes = [];

    /// <summary>A map of the given numbers to classes 0, 1, ….</summary>
    /// <param name="coding">How masks tell classes apart.</param>
    /// <param name="originals">The number, or the colour 0xRRGGBB, of each class.</param>
    /// <param name="ignored">The number or colour of pixels that belong to no class; null if there is none.</param>
    /// <exception cref="ArgumentException">No number is given, one is given twice, or a map of objects or of a threshold has not two classes.</exception>
    public LabelMap(LabelCoding coding, IEnumerable<int> originals, int? ignored = null)
    {
        (Coding, Originals, Ignored) = (coding, [.. originals], ignored);
        if (Originals.IsEmpty) throw new ArgumentException("LabelMap: there must be a class.", nameof(originals));
        if (coding is LabelCoding.Threshold or LabelCoding.Instances && Originals.Length != 2)
            throw new ArgumentException($"LabelMap: {coding} tells 2 classes apart, not {Originals.Length}.", nameof(originals));
        for (var i = 0; i < Originals.Length; i++)
        {
            if (!_classes.TryAdd(Originals[i], i)) throw new ArgumentException($"LabelMap: {Write(Originals[i])} stands for class {_classes[Originals[i]]} and for class {i}.", nameof(originals));
        }

        if (ignored is { } number && !_classes.TryAdd(number, IgnoredClass)) throw new ArgumentException($"LabelMap: {Write(number)} is ignored and a class.", nameof(ignored));
    }

    /// <summary>How masks tell classes apart.</summary>
    public LabelCoding Coding { get; }

    /// <summary>The number, or the colour 0xRRGGBB, of each class.</summary>
    public ImmutableArray<int> Originals { get; }

    /// <summary>The number or colour of pixels that belong to no class; null if there is none.</summary>
    public int? Ignored { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes => Originals.Length;

    /// <summary>Masks that hold the classes themselves: 0..classes−1.</summary>
    public static LabelMap Consecutive(int classes) => new(LabelCoding.Values, Enumerable.Range(0, classes));

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is none of the forms that the remarks list.</exception>
    public static LabelMap Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ignore = Array.IndexOf(words, "ignore");
        var last = ignore < 0 ? words.Length : ignore;
        if (last < 2 || (ignore >= 0 && ignore != words.Length - 2)) throw Unknown(text);
        var coding = words[0] switch
        {
            "values" => LabelCoding.Values,
            "colours" => LabelCoding.Colours,
            "threshold" => LabelCoding.Threshold,
            "instances" => LabelCoding.Instances,
            _ => throw Unknown(text),
        };
        return new LabelMap(coding, words[1..last].Select(Number), ignore < 0 ? null : Number(words[^1]));

        int Number(string word) => int.TryParse(word.TrimStart('#'), word[0] == '#' ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Unknown(text);
    }

    /// <summary>The class of each pixel [D, H, W]; <see cref="IgnoredClass"/> where it is ignored.</summary>
    /// <param name="mask">The mask as its file has it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">The mask holds a number that is no class, or is no mask at all.</exception>
    public int[] Encode(Image mask, string name)
    {
        var labels = Coding == LabelCoding.Colours ? MaskValues.Colours(mask, name) : MaskValues.Numbers(mask, name);
        // Neighbours mostly agree: the dictionary is asked at the edges of regions only.
        var (lastNumber, lastClass) = (0, 0);
        var known = false;
        foreach (ref var label in labels.AsSpan())
        {
            if (!known || label != lastNumber) (lastNumber, lastClass, known) = (label, ClassOf(label, name), true);
            label = lastClass;
        }

        return labels;
    }

    /// <summary>Classes as the masks of the training set were written: their numbers (8, 16 or 32 bits, as they need), or their colours.</summary>
    /// <param name="labels">Classes [D, H, W].</param>
    /// <param name="geometry">An image of the same extent, whose spacing is taken over.</param>
    /// <exception cref="ArgumentException">A label is no class, or there are more or fewer labels than pixels.</exception>
    public Image Decode(ReadOnlySpan<int> labels, Image geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var originals = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)Classes) throw new ArgumentException($"LabelMap: label {labels[i]} at {i} is none of the classes 0 to {Classes - 1}.", nameof(labels));
            originals[i] = Originals[labels[i]];
        }

        if (Coding != LabelCoding.Colours) return geometry.WithSamples(Narrow(originals));
        var colours = new byte[checked(originals.Length * 3)];
        for (var i = 0; i < originals.Length; i++)
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = ((byte)(originals[i] >> 16), (byte)(originals[i] >> 8), (byte)originals[i]);
        return geometry.WithSamples(colours, 3);
    }

    /// <summary>The text form, which <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var text = $"{Coding.ToString().ToLowerInvariant()} {string.Join(' ', Originals.Select(Write))}";
        return Ignored is { } number ? $"{text} ignore {Write(number)}" : text;
    }

    /// <inheritdoc/>
    public bool Equals(LabelMap? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelMap);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The class of a number or colour of a mask; <see cref="IgnoredClass"/> if it is ignored.</summary>
    /// <param name="number">The number, or the colour 0xRRGGBB.</param>
    /// <param name="label">Receives the class.</param>
    /// <returns>Whether it is a class, or ignored.</returns>
    public bool TryClassOf(int number, out int label)
    {
        if (_classes.TryGetValue(number, out label)) return true;
        label = Coding == LabelCoding.Instances || number >= 128 ? 1 : 0;
        return Coding == LabelCoding.Threshold || (Coding == LabelCoding.Instances && number > 0);
    }

    /// <summary>A number as masks write it: "255", "#ff0000".</summary>
    public string Write(int number) => Coding == LabelCoding.Colours ? $"#{number:x6}" : number.ToString(CultureInfo.InvariantCulture);

    private int ClassOf(int number, string name) => TryClassOf(number, out var label)
        ? label
        : throw new InvalidDataException($"{name}: the mask holds {Write(number)}, which is no class; known are {ToString()}.");

    private Array Narrow(int[] originals)
    {
        var (least, greatest) = (Originals.Min(), Originals.Max());
        if (least < 0 || greatest > ushort.MaxValue) return originals;
        return greatest <= byte.MaxValue ? Array.ConvertAll(originals, number => (byte)number) : Array.ConvertAll(originals, number => (ushort)number);
    }

    private static FormatException Unknown(string text) =>
        new($"LabelMap: \"{text}\" is not known; known are \"values 0 255\", \"colours #000000 #ff0000\", \"threshold 0 255\" and \"instances 0 1\", each with \"ignore NUMBER\" after it or not.");
}
