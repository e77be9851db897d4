using System.Numerics;
using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Displacements at the nodes of a coarse grid over a patch, with cubics between them; read row by row.</summary>
/// <remarks>
/// Along each axis the value between nodes p1 and p2 is the Catmull-Rom cubic (Keys, 1981, a = −½)
/// <code>
/// p1 + t·(b + t·(c + t·d)),   b = (p2 − p0)/2,   c = p0 − 5/2·p1 + 2·p2 − p3/2,   d = 3/2·(p1 − p2) + (p3 − p0)/2,
/// </code>
/// and one more node at each end continues the grid in a straight line. A row needs the cubics across rows and slices only at its few
/// columns of nodes; then each cell of the row is one cubic in x: three products and three sums a pixel, in vectors.
/// </remarks>
internal sealed class DisplacementGrid
{
    private const int Axes = 3;

    private readonly Extent _nodes;
    private readonly double[] _spacing = new double[Axes];
    private readonly float[][] _displacements = new float[Axes][];

    /// <summary>Draws a grid.</summary>
    /// <param name="patch">The patch that it lies over.</param>
    /// <param name="options">A coarse or a spaced grid.</param>
    /// <param name="spacing">The distance of the image's pixels: displacements along an axis are as long in the world as along the width.</param>
    /// <param name="draws">Where the displacements come from.</param>
    public DisplacementGrid(Extent patch, ElasticOptions options, PerAxis spacing, RandomDraws draws)
    {
        Span<int> nodes = stackalloc int[Axes];
        for (var axis = 0; axis < Axes; axis++)
        {
            var cells = options.Kind == ElasticKind.CoarseGrid ? options.Nodes - 1 : Math.Max(1, (int)Math.Ceiling((patch[axis] - 1) / options.Spacing));
            // An axis of one pixel has one node, and nothing between.
            (nodes[axis], _spacing[axis]) = patch[axis] == 1 ? (1, 1) : (cells + 1, options.Kind == ElasticKind.CoarseGrid ? (patch[axis] - 1.0) / cells : options.Spacing);
        }

        _nodes = new Extent(nodes[0], nodes[1], nodes[2]);
        for (var axis = 0; axis < Axes; axis++)
        {
            _displacements[axis] = new float[_nodes.Count];
            if (axis == 0 && patch.IsPlanar) continue;
            foreach (ref var displacement in _displacements[axis].AsSpan())
                displacement = (float)(draws.Normal() * options.Magnitude * spacing.Width / spacing[axis]);
        }
    }

    /// <summary>Adds the displacements along an axis to the coordinates of a row.</summary>
    /// <param name="axis">0 depth, 1 height, 2 width.</param>
    /// <param name="z">The row's slice in the patch.</param>
    /// <param name="y">The row.</param>
    /// <param name="row">The coordinates of its pixels.</param>
    public void AddTo(int axis, int z, int y, Span<float> row)
    {
        Span<float> columns = stackalloc float[_nodes.Width + 2];
        AcrossRows(_displacements[axis], z, y, columns[1..^1]);
        if (_nodes.Width == 1)
        {
            row[0] += columns[1];
            return;
        }

        (columns[0], columns[^1]) = ((2 * columns[1]) - columns[2], (2 * columns[^2]) - columns[^3]);
        for (var cell = 0; cell < _nodes.Width - 1; cell++)
        {
            var start = cell * _spacing[2];
            var (from, to) = ((int)Math.Ceiling(start), cell == _nodes.Width - 2 ? row.Length : (int)Math.Ceiling(start + _spacing[2]));
            if (from >= row.Length) break;
            AddCubic(columns[cell..], (float)(1 / _spacing[2]), (float)(from - start), row[from..Math.Min(to, row.Length)]);
        }
    }

    // row[i] += cubic(t), t = (offset + i)·inverse
    private static void AddCubic(ReadOnlySpan<float> p, float inverse, float offset, Span<float> row)
    {
        var a = p[1];
        var b = (p[2] - p[0]) / 2;
        var c = p[0] - (2.5f * p[1]) + (2 * p[2]) - (p[3] / 2);
        var d = (1.5f * (p[1] - p[2])) + ((p[3] - p[0]) / 2);
        var lanes = Vector<float>.Count;
        var i = 0;
        for (; i <= row.Length - lanes; i += lanes)
        {
            var t = (Vector<float>.Indices + new Vector<float>(i + offset)) * inverse;
            var cubic = new Vector<float>(a) + (t * (new Vector<float>(b) + (t * (new Vector<float>(c) + (t * d)))));
            (new Vector<float>(row[i..]) + cubic).CopyTo(row[i..]);
        }

        for (; i < row.Length; i++)
        {
            var t = (i + offset) * inverse;
            row[i] += a + (t * (b + (t * (c + (t * d)))));
        }
    }

    // The displacement at each column of nodes, where the row crosses it.
    private void AcrossRows(ReadOnlySpan<float> nodes, int z, int y, Span<float> columns)
    {
        Span<float> overDepth = stackalloc float[_nodes.Depth];
        Span<float> overHeight = stackalloc float[_nodes.Height];
        NodeWeights(z / _spacing[0], overDepth);
        NodeWeights(y / _spacing[1], overHeight);
        columns.Clear();
        for (var k = 0; k < overDepth.Length; k++)
        {
            for (var j = 0; j < overHeight.Length; j++)
            {
                var weight = overDepth[k] * overHeight[j];
                if (weight == 0) continue;
                var line = nodes.Slice(_nodes.IndexOf(k, j, 0), columns.Length);
                for (var i = 0; i < line.Length; i++) columns[i] += weight * line[i];
            }
        }
    }

    /// <summary>The weight of each node in the value at a place, told in nodes; the continued ends are folded into the nodes that continue them.</summary>
    internal static void NodeWeights(double place, Span<float> weights)
    {
        weights.Clear();
        if (weights.Length == 1)
        {
            weights[0] = 1;
            return;
        }

        var cell = Math.Clamp((int)place, 0, weights.Length - 2);
        var t = place - cell;
        Add(weights, cell - 1, (((-0.5 * t) + 1) * t - 0.5) * t);
        Add(weights, cell, ((((1.5 * t) - 2.5) * t) * t) + 1);
        Add(weights, cell + 1, (((-1.5 * t) + 2) * t + 0.5) * t);
        Add(weights, cell + 2, ((0.5 * t) - 0.5) * t * t);
    }

    // p[−1] = 2·p[0] − p[1], and likewise at the other end.
    private static void Add(Span<float> weights, int node, double weight)
    {
        var last = weights.Length - 1;
        if (node < 0)
        {
            weights[0] += (float)(2 * weight);
            weights[1] -= (float)weight;
        }
        else if (node > last)
        {
            weights[last] += (float)(2 * weight);
            weights[last - 1] -= (float)weight;
        }
        else
        {
            weights[node] += (float)weight;
        }
    }
}
