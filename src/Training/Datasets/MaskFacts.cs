using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>What one mask holds: its numbers or colours, how often each occurs, and in how many pieces.</summary>
/// <param name="Name">The file.</param>
/// <param name="Extent">Its extent.</param>
/// <param name="Coloured">Whether it tells classes apart by colours; then the numbers are 0xRRGGBB.</param>
/// <param name="Counts">The pixels of each number.</param>
/// <param name="Pieces">Connected pieces of equal numbers other than 0.</param>
/// <param name="Palette">The palette's colour of each number that occurs; null without a palette.</param>
internal sealed record MaskFacts(string Name, Extent Extent, bool Coloured, IReadOnlyDictionary<int, long> Counts, int Pieces, IReadOnlyDictionary<int, int>? Palette)
{
    /// <summary>All pixels.</summary>
    public long Pixels => Extent.Count;

    /// <summary>Looks through a mask.</summary>
    /// <param name="mask">The mask as its file has it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="byColour">Whether its palette is to be resolved; null: its colours count only where it has no palette and is not grey.</param>
    /// <exception cref="InvalidDataException">It is no mask: fractions, too many channels.</exception>
    public static MaskFacts Of(Image mask, string name, bool? byColour = null)
    {
        var coloured = byColour ?? MaskValues.AreColours(mask);
        var numbers = coloured ? MaskValues.Colours(mask, name) : MaskValues.Numbers(mask, name);
        var extent = new Extent(mask.Depth, mask.Height, mask.Width);
        var counts = Count(numbers);
        var palette = mask.Palette is { } colours && !coloured ? counts.Keys.Where(index => index >= 0).ToDictionary(index => index, index => Packed(colours[index])) : null;
        // Pieces tell objects from classes; two numbers need no telling apart.
        var pieces = coloured || counts.Count <= 2 ? 0 : ConnectedComponents.LabelByValue(numbers, extent, Connectivity.Faces).Count;
        return new(name, extent, coloured, counts, pieces, palette);
    }

    private static Dictionary<int, long> Count(int[] numbers)
    {
        var counts = new Dictionary<int, long>();
        for (var from = 0; from < numbers.Length;)
        {
            // Runs of equal numbers are counted at once.
            var to = from + 1;
            while (to < numbers.Length && numbers[to] == numbers[from]) to++;
            counts[numbers[from]] = counts.GetValueOrDefault(numbers[from]) + to - from;
            from = to;
        }

        return counts;
    }

    private static int Packed(Colour colour) => (colour.R << 16) | (colour.G << 8) | colour.B;
}
