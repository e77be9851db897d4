using System.Globalization;
using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>Tidies a map of classes, each class by itself: keeps its largest component, or drops components below a size. What is dropped becomes background (class 0).</summary>
/// <remarks>The text forms are <c>largest</c> and <c>min-size:N</c>. Components join by faces, edges and corners.</remarks>
public sealed record Postprocessing
{
    private readonly int _minimumSize;

    private Postprocessing(int minimumSize) => _minimumSize = minimumSize;

    /// <summary>The pixels below which components are dropped; null where the largest is kept.</summary>
    public int? Minimum => _minimumSize == 0 ? null : _minimumSize;

    /// <summary>Keeps of each class the component with the most pixels: for organs, of which there is one.</summary>
    public static Postprocessing Largest { get; } = new(0);

    /// <summary>Drops components of fewer pixels (voxels).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    public static Postprocessing MinimumSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new(size);
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is neither of the two.</exception>
    public static Postprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "largest") return Largest;
        const string prefix = "min-size:";
        return text.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? MinimumSize(size)
            : throw new FormatException($"Postprocessing: \"{text}\" is not known; known are largest and min-size:N, N from 1 on.");
    }

    /// <summary>The tidied map.</summary>
    /// <param name="classes">Classes; 0 is background.</param>
    /// <param name="extent">Their extent.</param>
    /// <exception cref="ArgumentException">The classes do not fill the extent, or one is negative.</exception>
    public int[] Apply(ReadOnlySpan<int> classes, Extent extent)
    {
        if (_minimumSize == 0) return LabelCleaning.RemoveFragments(classes, extent, Connectivity.Corners);
        var components = ConnectedComponents.LabelByValue(classes, extent, Connectivity.Corners);
        var sizes = components.Sizes();
        var kept = new int[classes.Length];
        for (var i = 0; i < kept.Length; i++) kept[i] = sizes[components.Labels[i]] >= _minimumSize ? classes[i] : 0;
        return kept;
    }

    /// <summary>The text form, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => _minimumSize == 0 ? "largest" : string.Create(CultureInfo.InvariantCulture, $"min-size:{_minimumSize}");
}
