using System.Numerics;
using UNetSharp.Imaging;
using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>A displacement at every pixel of a patch: uniform noise, smoothed by a Gaussian and brought to the wanted standard deviation.</summary>
internal sealed class SmoothField
{
    private readonly Extent _patch;
    private readonly float[][] _displacements = new float[3][];

    /// <summary>Draws a field.</summary>
    /// <param name="patch">The patch that it lies over.</param>
    /// <param name="options">Magnitude and smoothness.</param>
    /// <param name="spacing">The distance of the image's pixels.</param>
    /// <param name="seed">The run.</param>
    /// <param name="number">The patch's number.</param>
    public SmoothField(Extent patch, ElasticOptions options, PerAxis spacing, ulong seed, uint number)
    {
        _patch = patch;
        var sigma = new PerAxis(options.Smoothness * spacing.Width / spacing.Depth, options.Smoothness * spacing.Width / spacing.Height, options.Smoothness);
        // Noise of variance 1/3, weighed by w along each axis, keeps the share Σw² of its variance: 1/(2σ√π) for a Gaussian.
        var kept = 1.0 / 3;
        for (var axis = 0; axis < 3; axis++) kept *= patch[axis] == 1 ? 1 : Math.Min(1, 1 / (2 * sigma[axis] * Math.Sqrt(Math.PI)));
        for (var axis = patch.IsPlanar ? 1 : 0; axis < 3; axis++)
        {
            var field = GaussianFilter.Smooth(Noise(patch.Count, seed, number, (uint)axis), patch, sigma, Border.Reflect, truncate: 3);
            var factor = (float)(options.Magnitude * spacing.Width / spacing[axis] / Math.Sqrt(kept));
            foreach (ref var displacement in field.AsSpan()) displacement *= factor;
            _displacements[axis] = field;
        }
    }

    /// <summary>Adds the displacements along an axis to the coordinates of a row.</summary>
    public void AddTo(int axis, int z, int y, Span<float> row)
    {
        if (_displacements[axis] is not { } field) return;
        var displacements = field.AsSpan(_patch.IndexOf(z, y, 0), row.Length);
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count) (new Vector<float>(row[i..]) + new Vector<float>(displacements[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++) row[i] += displacements[i];
    }

    private static float[] Noise(int count, ulong seed, uint number, uint axis)
    {
        var noise = new float[count];
        for (var i = 0; i < count; i += 4)
        {
            var (a, b, c, d) = Philox.Words(seed, Philox.Counter(RandomStreams.Displacements, number, ((ulong)axis << 32) | (uint)(i / 4)));
            noise[i] = Even(a);
            if (i + 1 < count) noise[i + 1] = Even(b);
            if (i + 2 < count) noise[i + 2] = Even(c);
            if (i + 3 < count) noise[i + 3] = Even(d);
        }

        return noise;

        static float Even(uint word) => (2 * Philox.Uniform(word)) - 1;
    }
}
