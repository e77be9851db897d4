using System.Numerics;
using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>Where in the image each pixel of a patch is read: p ↦ centre + A·(p − patch centre) + u(p), with a matrix A and displacements u.</summary>
/// <remarks>
/// A = S⁻¹·R·M·S / scale, where S turns pixels into lengths, R rotates and M mirrors. Without any of them A is exactly the identity, and the
/// patch is exactly the image's pixels.
/// </remarks>
internal sealed class Deformation
{
    private readonly double[,] _matrix = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    private readonly double[] _centre;
    private readonly Extent _patch;
    private DisplacementGrid? _grid;
    private SmoothField? _field;

    private Deformation(Extent patch, (double Z, double Y, double X) centre) => (_patch, _centre) = (patch, [centre.Z, centre.Y, centre.X]);

    /// <summary>The deformation that only cuts the patch out.</summary>
    /// <param name="patch">The patch's extent.</param>
    /// <param name="centre">Where its centre lies in the image.</param>
    public static Deformation Cut(Extent patch, (double Z, double Y, double X) centre) => new(patch, centre);

    /// <summary>Draws a deformation.</summary>
    /// <param name="patch">The patch's extent.</param>
    /// <param name="centre">Where its centre lies in the image.</param>
    /// <param name="spacing">The distance of the image's pixels.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="draws">Where chance comes from.</param>
    /// <param name="patchOf">The run and the patch's number, for dense fields.</param>
    public static Deformation Draw(Extent patch, (double Z, double Y, double X) centre, PerAxis spacing, AugmentationOptions options, RandomDraws draws, (ulong Seed, uint Number) patchOf)
    {
        var deformation = new Deformation(patch, centre);
        // Every number is drawn whether it is used or not: an option that is switched on changes nothing else of the patch.
        var (mirrorX, mirrorY, mirrorZ) = (draws.Chance(0.5), draws.Chance(0.5), draws.Chance(0.5));
        var (rotated, angle, tiltY, tiltX) = (draws.Chance(options.RotationChance), options.Rotation.Draw(draws), options.Tilt.Draw(draws), options.Tilt.Draw(draws));
        var (scaled, scale) = (draws.Chance(options.ScaleChance), options.Scale.Draw(draws));
        deformation._centre[1] += options.Shift.Draw(draws);
        deformation._centre[2] += options.Shift.Draw(draws);
        var bent = draws.Chance(options.ElasticChance) && options.Elastic is { Kind: not ElasticKind.None, Magnitude: > 0 };
        if (rotated)
        {
            deformation.Rotate(1, 2, angle);
            if (!patch.IsPlanar)
            {
                deformation.Rotate(0, 2, tiltY);
                deformation.Rotate(0, 1, tiltX);
            }
        }

        deformation.Scale(options.Mirror && mirrorX, options.Mirror && mirrorY, options.MirrorDepth && mirrorZ, scaled ? scale : 1, spacing);
        if (bent && options.Elastic.Kind == ElasticKind.SmoothNoise) deformation._field = new(patch, options.Elastic, spacing, patchOf.Seed, patchOf.Number);
        else if (bent) deformation._grid = new(patch, options.Elastic, spacing, draws);
        return deformation;
    }

    /// <summary>The coordinates in the image of a row of the patch.</summary>
    /// <param name="z">The row's slice in the patch.</param>
    /// <param name="y">The row.</param>
    /// <param name="zs">Receives depths.</param>
    /// <param name="ys">Receives heights.</param>
    /// <param name="xs">Receives widths.</param>
    public void Row(int z, int y, Span<float> zs, Span<float> ys, Span<float> xs)
    {
        Line(0, z, y, zs);
        Line(1, z, y, ys);
        Line(2, z, y, xs);
    }

    private void Line(int axis, int z, int y, Span<float> line)
    {
        var fromCentre = (Z: z - ((_patch.Depth - 1) / 2.0), Y: y - ((_patch.Height - 1) / 2.0), X: -((_patch.Width - 1) / 2.0));
        var start = (float)(_centre[axis] + ((_matrix[axis, 0] * fromCentre.Z) + (_matrix[axis, 1] * fromCentre.Y) + (_matrix[axis, 2] * fromCentre.X)));
        var step = (float)_matrix[axis, 2];
        var i = 0;
        for (; i <= line.Length - Vector<float>.Count; i += Vector<float>.Count)
            (((Vector<float>.Indices + new Vector<float>(i)) * step) + new Vector<float>(start)).CopyTo(line[i..]);
        for (; i < line.Length; i++) line[i] = (i * step) + start;
        if (axis == 0 && _patch.IsPlanar) return;
        _grid?.AddTo(axis, z, y, line);
        _field?.AddTo(axis, z, y, line);
    }

    // A ← A·R, with R turning axis a towards axis b.
    private void Rotate(int a, int b, double degrees)
    {
        if (degrees == 0) return;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        for (var i = 0; i < 3; i++)
        {
            var (toA, toB) = (_matrix[i, a], _matrix[i, b]);
            _matrix[i, a] = (toA * cos) + (toB * sin);
            _matrix[i, b] = (toB * cos) - (toA * sin);
        }
    }

    // A ← S⁻¹·A·M·S / scale. The quotient of equal spacings is exactly 1.
    private void Scale(bool mirrorX, bool mirrorY, bool mirrorZ, double scale, PerAxis spacing)
    {
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var mirrored = j switch { 0 => mirrorZ, 1 => mirrorY, _ => mirrorX };
                _matrix[i, j] *= (mirrored ? -1 : 1) * (spacing[j] / spacing[i]) / scale;
            }
        }
    }
}
