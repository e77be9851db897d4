using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>Finds out from all masks together which number or colour is which class.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Numbers: in ascending order, 0 first. So {0, 255} are classes 0 and 1, and consecutive numbers from 0 are classes as they are.</item>
/// <item>Colours: black first, then ascending as 0xRRGGBB. Palettes count by their indices, unless files give one index different colours; then by colours.</item>
/// <item>Many greys that lie close to black or white in nine pixels of ten: black and white, blurred; parted at 128.</item>
/// <item>Many numbers, each (nearly) always one connected piece: objects, all of class 1.</item>
/// </list>
/// </remarks>
internal static class LabelDiscovery
{
    /// <summary>More classes than this are refused: they are not classes.</summary>
    public const int MostClasses = 256;

    // Fewer numbered regions may well be classes of one piece each: organs.
    private const int FewestObjects = 6;

    // So few numbers are never taken for compression artefacts.
    private const int FewestGreys = 16;

    /// <summary>The map of labels of a set of masks.</summary>
    /// <param name="masks">What each mask holds.</param>
    /// <param name="options">What is known beforehand.</param>
    /// <exception cref="InvalidDataException">There are more numbers than classes can be.</exception>
    public static LabelMap Discover(IReadOnlyList<MaskFacts> masks, DatasetOptions options)
    {
        if (options.Labels is { } known) return known;
        var coloured = masks.Any(mask => mask.Coloured);
        var numbers = masks.SelectMany(mask => mask.Counts.Keys).Distinct().Where(number => number != options.IgnoredValue).OrderBy(number => number != 0).ThenBy(number => number).ToArray();
        if (options.Instances is not true && !coloured && AreBlurred(masks, numbers)) return new(LabelCoding.Threshold, [0, 255]);
        if (options.Instances ?? (!coloured && AreObjects(masks, numbers))) return new(LabelCoding.Instances, [0, 1], options.IgnoredValue is 0 or 1 ? null : options.IgnoredValue);
        if (numbers.Length > MostClasses)
        {
            throw new InvalidDataException($"The masks hold {numbers.Length:n0} {(coloured ? "colours" : "numbers")}, {MostClasses} are the most classes (see {masks.MaxBy(mask => mask.Counts.Count)!.Name}). " +
                "Are these images, or maps of probabilities? Or objects numbered one by one? Then say so with instances.");
        }

        return new(coloured ? LabelCoding.Colours : LabelCoding.Values, numbers.Length == 0 ? [0] : numbers, options.IgnoredValue);
    }

    /// <summary>Whether files with palettes give one index different colours, so that only colours can tell.</summary>
    public static bool PalettesDisagree(IEnumerable<MaskFacts> masks)
    {
        var colours = new Dictionary<int, int>();
        foreach (var (index, colour) in masks.Where(mask => mask.Palette is not null).SelectMany(mask => mask.Palette!))
        {
            if (!colours.TryAdd(index, colour) && colours[index] != colour) return true;
        }

        return false;
    }

    /// <summary>Whether numbers are those of objects: many, and in nearly every mask each is one piece.</summary>
    public static bool AreObjects(IReadOnlyList<MaskFacts> masks, int[] numbers)
    {
        if (numbers.Count(number => number > 0) < FewestObjects || numbers.Any(number => number < 0)) return false;
        // One number in a mask may be one object or a class; masks with several decide.
        var telling = masks.Where(mask => mask.Counts.Count > 2).ToArray();
        var objects = telling.Sum(mask => mask.Counts.Keys.Count(number => number != 0));
        return objects > 0 && telling.Sum(mask => mask.Pieces) <= 1.2 * objects;
    }

    /// <summary>Whether bytes are black and white that JPEG compression or smooth edges have blurred.</summary>
    public static bool AreBlurred(IReadOnlyList<MaskFacts> masks, int[] numbers)
    {
        if (numbers.Length <= FewestGreys || numbers.Any(number => number is < 0 or > 255)) return false;
        long Between(int least, int greatest) => masks.Sum(mask => mask.Counts.Where(count => count.Key >= least && count.Key <= greatest).Sum(count => count.Value));
        var (dark, middle, bright) = (Between(0, 31), Between(32, 223), Between(224, 255));
        // Objects numbered 1 to 250 on much background have few of the highest numbers: bright must be the more frequent.
        return dark > 0 && bright > middle && dark + bright >= 9 * middle;
    }
}
