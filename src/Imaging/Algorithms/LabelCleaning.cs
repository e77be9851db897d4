namespace UNetSharp.Imaging;

/// <summary>Tidies maps of labelled objects (0 is background); each method returns a new map.</summary>
public static class LabelCleaning
{
    /// <summary>Drops labels of fewer than <paramref name="minimumSize"/> samples; the others keep their numbers.</summary>
    /// <exception cref="ArgumentException">A label is negative.</exception>
    public static int[] RemoveSmall(ReadOnlySpan<int> labels, int minimumSize)
    {
        var sizes = Sizes(labels);
        var kept = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
            kept[i] = sizes[labels[i]] >= minimumSize ? labels[i] : 0;
        return kept;
    }

    /// <summary>Leaves of each label its largest connected fragment, the first in raster order among equals, and clears the others.</summary>
    /// <exception cref="ArgumentException">The labels do not fill the extent, or one is negative.</exception>
    public static int[] RemoveFragments(ReadOnlySpan<int> labels, Extent extent, Connectivity connectivity)
    {
        var fragments = ConnectedComponents.LabelByValue(labels, extent, connectivity);
        var sizes = fragments.Sizes();
        // Entry of a label: its largest fragment so far. Fragments come in raster order, so > keeps the first of equals.
        var largest = new int[Sizes(labels).Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var (label, fragment) = (labels[i], fragments.Labels[i]);
            if (label != 0 && (largest[label] == 0 || sizes[fragment] > sizes[largest[label]]))
                largest[label] = fragment;
        }
        var kept = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
            kept[i] = fragments.Labels[i] == largest[labels[i]] ? labels[i] : 0;
        return kept;
    }

    /// <summary>Numbers the labels 1, 2, … in the raster order of their first samples, without gaps.</summary>
    /// <exception cref="ArgumentException">A label is negative.</exception>
    public static Components Renumber(ReadOnlySpan<int> labels)
    {
        var numbers = new int[Sizes(labels).Length];
        var renumbered = new int[labels.Length];
        var count = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == 0)
                continue;
            if (numbers[labels[i]] == 0)
                numbers[labels[i]] = ++count;
            renumbered[i] = numbers[labels[i]];
        }
        return new Components(renumbered, count);
    }

    private static int[] Sizes(ReadOnlySpan<int> labels)
    {
        var last = 0;
        foreach (var label in labels)
        {
            if (label < 0)
                throw new ArgumentException($"LabelCleaning: label {label} is negative; objects are numbered from 1 and 0 is background.");
            last = Math.Max(last, label);
        }
        var sizes = new int[last + 1];
        foreach (var label in labels)
            sizes[label]++;
        return sizes;
    }
}
