using UNetSharp.Goldens;
using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Tests.Metrics;

/// <summary>Masks and maps of labels to measure: drawn ones, random ones, and those of goldens.</summary>
internal static class Drawings
{
    /// <summary>A mask drawn in rows: '#' is set.</summary>
    public static bool[] Mask(params string[] rows) => [.. rows.SelectMany(row => row).Select(c => c == '#')];

    /// <summary>Labels drawn in rows: digits are labels, anything else is 0.</summary>
    public static int[] Labels(params string[] rows) => [.. rows.SelectMany(row => row).Select(c => char.IsAsciiDigit(c) ? c - '0' : 0)];

    /// <summary>A mask as a map of probabilities, 1 where it is set.</summary>
    public static float[] Probability(bool[] mask) => Array.ConvertAll(mask, set => set ? 1f : 0f);

    public static bool[] RandomMask(int seed, int samples, double density = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => random.NextDouble() < density)];
    }

    public static int[] RandomLabels(int seed, int samples, int labels)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples).Select(_ => random.Next(labels + 1))];
    }

    public static bool[] MaskOf(GoldenTensor tensor) => [.. tensor.ToInt64s().Select(value => value != 0)];

    public static Extent ExtentOf(GoldenTensor tensor) => tensor.Shape.Length == 2
        ? new Extent(tensor.Shape[0], tensor.Shape[1])
        : new Extent(tensor.Shape[0], tensor.Shape[1], tensor.Shape[2]);
}
