using System.Globalization;
using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Pictures of cells that touch, with their masks, made from a seed: data for a first try that needs no file.</summary>
/// <remarks>
/// Cells are ellipses with wavy outlines, laid at random so that many touch; where two overlap, a pixel belongs to the one in which it lies deeper,
/// and a faint dark line parts them. They differ in brightness, have some texture, and are seen in uneven light, out of focus and with noise.
/// </remarks>
public sealed record SyntheticCells
{
    // Beyond this many radii no outline reaches, whatever its waves and stretch.
    private const double Reach = 1.8;

    /// <summary>Rows of a picture.</summary>
    public int Height { get; init; } = 256;

    /// <summary>Columns of a picture.</summary>
    public int Width { get; init; } = 256;

    /// <summary>The mean radius of a cell, in pixels.</summary>
    public double Radius { get; init; } = 16;

    /// <summary>How much of the picture cells are tried to be laid on: 1 crowds it, 0.3 leaves it sparse.</summary>
    public double Crowding { get; init; } = 0.7;

    /// <summary>How unevenly it is lit: the light falls off by about this share from one side to the other.</summary>
    public double UnevenLight { get; init; } = 0.5;

    /// <summary>The σ of the blur, in pixels.</summary>
    public double Blur { get; init; } = 1.2;

    /// <summary>The standard deviation of the noise, where full brightness is 1.</summary>
    public double Noise { get; init; } = 0.06;

    /// <summary>A data set of such pictures in memory, their masks numbering cells.</summary>
    /// <param name="seed">The run.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first: other numbers give other pictures, for validation.</param>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public SegmentationData Create(ulong seed, int count, int first = 0) => SegmentationData.FromCases(
        Enumerable.Range(first, count).Select(number =>
        {
            var name = "cells-" + number.ToString("000", CultureInfo.InvariantCulture);
            var (image, objects) = Draw(seed, number);
            return new SegmentationCase(name, ImageSource.Memory(name, image), ImageSource.Memory(name + " mask", objects));
        }),
        new DatasetOptions { Instances = true });

    /// <summary>Makes one picture.</summary>
    /// <param name="seed">The run.</param>
    /// <param name="number">Which picture of it.</param>
    /// <returns>The picture, 8-bit grey, and the number of the cell at each pixel, 16 bits, 0 for background.</returns>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public (Image Image, Image Objects) Draw(ulong seed, int number)
    {
        Validate();
        var extent = new Extent(Height, Width);
        var draws = new RandomDraws(seed, RandomStreams.Synthesis, checked((uint)number));
        var (objects, depth, gap) = Lay(Scatter(draws), extent);
        var light = Shade(objects, depth, gap, draws, extent, (seed, checked((uint)number)));
        light = GaussianFilter.Smooth(light, extent, PerAxis.Same(Blur));
        NormalNoise.Add(light, 1, 0, (float)Noise, (seed, RandomStreams.SynthesisNoise, (2 * checked((uint)number)) + 1));
        return (
            new Image(Array.ConvertAll(light, value => (byte)Math.Clamp(value * 255, 0, 255)), Height, Width),
            new Image(Array.ConvertAll(objects, cell => (ushort)cell), Height, Width));
    }

    private void Validate()
    {
        Require.That(Height is >= 16 and <= 16384, nameof(SyntheticCells), nameof(Height), Height, "16 to 16384 pixels");
        Require.That(Width is >= 16 and <= 16384, nameof(SyntheticCells), nameof(Width), Width, "16 to 16384 pixels");
        Require.That(Radius is >= 3 and <= 1000, nameof(SyntheticCells), nameof(Radius), Radius, "3 to 1000 pixels");
        Require.That(Crowding is > 0 and <= 2, nameof(SyntheticCells), nameof(Crowding), Crowding, "more than 0 and at most 2");
        Require.That(UnevenLight is >= 0 and < 1, nameof(SyntheticCells), nameof(UnevenLight), UnevenLight, "0 to less than 1");
        Require.That(Blur is >= 0 and <= 20, nameof(SyntheticCells), nameof(Blur), Blur, "0 to 20 pixels");
        Require.That(Noise is >= 0 and <= 1, nameof(SyntheticCells), nameof(Noise), Noise, "0 to 1");
    }

    // Cells that lie no closer than 1.5 radii: near enough to touch, far enough to be told apart.
    private List<Cell> Scatter(RandomDraws draws)
    {
        var wanted = Math.Clamp((int)(Crowding * Height * Width / (Math.PI * Radius * Radius)), 2, ushort.MaxValue);
        var cells = new List<Cell>();
        for (var dart = 0; dart < 20 * wanted && cells.Count < wanted; dart++)
        {
            var cell = Cell.Draw(draws, Height, Width, Radius);
            if (cells.TrueForAll(other => Math.Pow(other.Y - cell.Y, 2) + Math.Pow(other.X - cell.X, 2) >= Math.Pow(1.5 * Radius, 2))) cells.Add(cell);
        }

        return cells;
    }

    // The cell of each pixel, how deep the pixel lies in it (0 at its middle, 1 at its outline), and how much less deep in the next cell.
    private static (int[] Objects, float[] Depth, float[] Gap) Lay(List<Cell> cells, Extent extent)
    {
        var (objects, depth, next) = (new int[extent.Count], new float[extent.Count], new float[extent.Count]);
        Array.Fill(depth, float.PositiveInfinity);
        Array.Fill(next, float.PositiveInfinity);
        for (var number = 1; number <= cells.Count; number++)
        {
            var cell = cells[number - 1];
            var reach = Reach * cell.Radius;
            for (var y = Math.Max(0, (int)(cell.Y - reach)); y < Math.Min(extent.Height, cell.Y + reach); y++)
            {
                for (var x = Math.Max(0, (int)(cell.X - reach)); x < Math.Min(extent.Width, cell.X + reach); x++)
                {
                    var (i, d) = (extent.IndexOf(0, y, x), cell.DepthAt(y, x));
                    if (d < depth[i])
                    {
                        (next[i], depth[i]) = (depth[i], d);
                        objects[i] = d < 1 ? number : 0;
                    }
                    else
                    {
                        next[i] = Math.Min(next[i], d);
                    }
                }
            }
        }

        for (var i = 0; i < next.Length; i++) next[i] -= depth[i];
        // Waves may cut a cell in two: the smaller part is not a cell.
        return (LabelCleaning.RemoveFragments(objects, extent, Connectivity.Faces), depth, next);
    }

    private float[] Shade(int[] objects, float[] depth, float[] gap, RandomDraws draws, Extent extent, (ulong Seed, uint Number) picture)
    {
        var brightness = new double[objects.Max() + 1];
        for (var cell = 1; cell < brightness.Length; cell++) brightness[cell] = draws.Uniform(0.45, 0.85);
        var (direction, bend) = (draws.Uniform(0, 2 * Math.PI), draws.Uniform(-0.5, 0.5));
        var (sin, cos) = Math.SinCos(direction);
        var grain = new float[extent.Count];
        NormalNoise.Add(grain, 1, 0, 1, (picture.Seed, RandomStreams.SynthesisNoise, 2 * picture.Number));
        // Smoothing by σ = 2 leaves 1/(4√π) ≈ 0.14 of the deviation: 0.5 brings the texture to some 7 %.
        var texture = GaussianFilter.Smooth(grain, extent, PerAxis.Same(2));
        var light = new float[extent.Count];
        for (var i = 0; i < light.Length; i++)
        {
            double y = (double)(i / Width) / Height - 0.5, x = (double)(i % Width) / Width - 0.5;
            var along = (sin * y) + (cos * x);
            var lamp = 1 - (UnevenLight * (along + (bend * along * along) + 0.4));
            var value = 0.15;
            if (objects[i] > 0)
            {
                var seam = gap[i] < 0.12 ? 0.6 : 1;
                value = brightness[objects[i]] * (0.7 + (0.3 * Math.Sqrt(Math.Max(0, 1 - (depth[i] * depth[i]))))) * seam;
            }

            light[i] = (float)(lamp * value * (1 + (0.5 * texture[i])));
        }

        return light;
    }

    /// <summary>An ellipse with a wavy outline.</summary>
    private sealed record Cell(double Y, double X, double Radius, double Stretch, double Angle, (double Height, double Phase)[] Waves)
    {
        public static Cell Draw(RandomDraws draws, int height, int width, double radius)
        {
            var (y, x, r) = (draws.Uniform(0, height), draws.Uniform(0, width), radius * draws.Uniform(0.8, 1.2));
            var (stretch, angle) = (draws.Uniform(1, 1.3), draws.Uniform(0, Math.PI));
            return new(y, x, r, stretch, angle, [Wave(), Wave(), Wave()]);

            (double, double) Wave() => (draws.Uniform(0, 0.06), draws.Uniform(0, 2 * Math.PI));
        }

        // The distance from the middle as a share of the outline's: waves of 2, 3 and 4 periods around the ellipse.
        public float DepthAt(double y, double x)
        {
            var (sin, cos) = Math.SinCos(Angle);
            double v = ((y - Y) * cos) - ((x - X) * sin), u = ((y - Y) * sin) + ((x - X) * cos);
            (u, v) = (u / Stretch, v * Stretch);
            var (distance, theta, outline) = (Math.Sqrt((u * u) + (v * v)), Math.Atan2(v, u), 1.0);
            for (var i = 0; i < Waves.Length; i++) outline += Waves[i].Height * Math.Cos(((i + 2) * theta) + Waves[i].Phase);
            return (float)(distance / (Radius * outline));
        }
    }
}
