using System.Globalization;
using System.Text.Json;
using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Algorithms;

/// <summary>Small grids to try algorithms on: random ones, drawn ones, and those of goldens.</summary>
internal static class Grids
{
    public static bool[] RandomMask(int seed, Extent extent, double density = 0.5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, extent.Count).Select(_ => random.NextDouble() < density)];
    }

    public static int[] RandomLabels(int seed, Extent extent, int labels)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, extent.Count).Select(_ => random.Next(labels + 1))];
    }

    public static float[] RandomImage(int seed, Extent extent)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, extent.Count).Select(_ => random.NextSingle())];
    }

    /// <summary>Small extents, some planar, some of one row or column, drawn from a seed.</summary>
    public static Extent RandomExtent(int seed, int largest = 7)
    {
        var random = new Random(seed);
        int Side() => random.Next(1, largest + 1);
        return random.Next(2) == 0 ? new Extent(Side(), Side()) : new Extent(Side(), Side(), Side());
    }

    /// <summary>A mask drawn in rows: '#' is set, anything else is not.</summary>
    public static (bool[] Mask, Extent Extent) Draw(params string[] rows) =>
        ([.. rows.SelectMany(row => row).Select(c => c == '#')], new Extent(rows.Length, rows[0].Length));

    /// <summary>Labels drawn in rows: digits are labels, anything else is 0.</summary>
    public static (int[] Labels, Extent Extent) DrawLabels(params string[] rows) =>
        ([.. rows.SelectMany(row => row).Select(c => char.IsAsciiDigit(c) ? c - '0' : 0)], new Extent(rows.Length, rows[0].Length));

    public static string[] Show(bool[] mask, Extent extent) =>
        [.. Enumerable.Range(0, extent.Depth * extent.Height).Select(row => string.Concat(mask.Skip(row * extent.Width).Take(extent.Width).Select(set => set ? '#' : '.')))];

    public static string[] Show(int[] labels, Extent extent) =>
        [.. Enumerable.Range(0, extent.Depth * extent.Height).Select(row => string.Concat(labels.Skip(row * extent.Width).Take(extent.Width).Select(label => label == 0 ? "." : label.ToString(CultureInfo.InvariantCulture))))];

    public static (int Z, int Y, int X) Place(Extent extent, int index) =>
        (index / extent.Width / extent.Height, index / extent.Width % extent.Height, index % extent.Width);

    /// <summary>Whether two samples are neighbours, decided from their places alone.</summary>
    public static bool AreNeighbours(Extent extent, int a, int b, Connectivity connectivity)
    {
        var (p, q) = (Place(extent, a), Place(extent, b));
        var (dz, dy, dx) = (Math.Abs(p.Z - q.Z), Math.Abs(p.Y - q.Y), Math.Abs(p.X - q.X));
        return a != b && Math.Max(dz, Math.Max(dy, dx)) == 1 && dz + dy + dx <= (int)connectivity;
    }

    /// <summary>The grid with rows and columns exchanged.</summary>
    public static T[] Transpose<T>(T[] samples, Extent extent)
    {
        var transposed = new T[samples.Length];
        var target = new Extent(extent.Depth, extent.Width, extent.Height);
        for (var i = 0; i < samples.Length; i++)
        {
            var (z, y, x) = Place(extent, i);
            transposed[target.IndexOf(z, x, y)] = samples[i];
        }
        return transposed;
    }

    public static Extent ExtentOf(GoldenTensor tensor) => tensor.Shape.Length == 2
        ? new Extent(tensor.Shape[0], tensor.Shape[1])
        : new Extent(tensor.Shape[0], tensor.Shape[1], tensor.Shape[2]);

    public static bool[] MaskOf(GoldenTensor tensor) => [.. tensor.ToInt64s().Select(value => value != 0)];

    /// <summary>A number, or one number an axis, of a golden's params.</summary>
    public static PerAxis PerAxisOf(JsonElement number)
    {
        if (number.ValueKind == JsonValueKind.Number)
            return PerAxis.Same(number.GetDouble());
        double[] values = [.. number.EnumerateArray().Select(value => value.GetDouble())];
        return values.Length == 2 ? new PerAxis(values[0], values[1]) : new PerAxis(values[0], values[1], values[2]);
    }
}
