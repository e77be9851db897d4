namespace UNetSharp.Kernels.Tests;

/// <summary>Normalisation and its gradients in double precision, straight from the definitions.</summary>
internal sealed class PlainNormalisation
{
    private readonly double[,,,,] _x, _normal;
    private readonly double[] _gamma;
    private readonly double _slope;
    private readonly bool _perSample;
    private readonly int _sets;

    public PlainNormalisation(double[,,,,] x, bool perSample, int sets, double[] gamma, double[] beta, double epsilon, double slope)
    {
        (_x, _perSample, _sets, _gamma, _slope) = (x, perSample, sets, gamma, slope);
        Mean = new double[perSample ? x.GetLength(0) : 1, sets];
        Variance = new double[perSample ? x.GetLength(0) : 1, sets];
        Count = x.Length / Mean.Length;
        Each((at, n, s, c) => Mean[n, s] += x[at.N, at.D, at.H, at.W, c] / Count);
        Each((at, n, s, c) => Variance[n, s] += Math.Pow(x[at.N, at.D, at.H, at.W, c] - Mean[n, s], 2) / Count);
        (_normal, Y) = ((double[,,,,])x.Clone(), (double[,,,,])x.Clone());
        Each((at, n, s, c) =>
        {
            var normal = _normal[at.N, at.D, at.H, at.W, c] = (x[at.N, at.D, at.H, at.W, c] - Mean[n, s]) / Math.Sqrt(Variance[n, s] + epsilon);
            var z = (normal * gamma[c]) + beta[c];
            Y[at.N, at.D, at.H, at.W, c] = z > 0 ? z : slope * z;
        });
        Epsilon = epsilon;
    }

    public double[,] Mean { get; }

    public double[,] Variance { get; }

    public double[,,,,] Y { get; }

    private double Count { get; }

    private double Epsilon { get; }

    /// <summary>Takes signs, and so slopes, from computed outputs: where x̂·γ + β is all but zero they are a matter of rounding. A sign may differ nowhere else.</summary>
    public void TakeSigns(double[,,,,] y) =>
        Each((at, _, _, c) =>
        {
            ref var exact = ref Y[at.N, at.D, at.H, at.W, c];
            var computed = y[at.N, at.D, at.H, at.W, c];
            if (computed > 0 != exact > 0)
            {
                Assert.Equal(exact, computed, 1e-5);
                exact = computed;
            }
        });

    /// <summary>[N or 1, 1, 1, 2, C]: Σ dz, Σ dz·x̂.</summary>
    public double[,,,,] Sums(double[,,,,] dy, bool perSample)
    {
        var sums = new double[perSample ? dy.GetLength(0) : 1, 1, 1, 2, dy.GetLength(4)];
        Each((at, n, s, c) =>
        {
            var dz = Dz(dy, at, c);
            sums[perSample ? at.N : 0, 0, 0, 0, c] += dz;
            sums[perSample ? at.N : 0, 0, 0, 1, c] += dz * _normal[at.N, at.D, at.H, at.W, c];
        });
        return sums;
    }

    public double[,,,,] Gradient(double[,,,,] dy)
    {
        var (shift, scale, dx) = (new double[Mean.GetLength(0), _sets], new double[Mean.GetLength(0), _sets], (double[,,,,])dy.Clone());
        Each((at, n, s, c) =>
        {
            shift[n, s] += _gamma[c] * Dz(dy, at, c) / Count;
            scale[n, s] += _gamma[c] * Dz(dy, at, c) * _normal[at.N, at.D, at.H, at.W, c] / Count;
        });
        Each((at, n, s, c) => dx[at.N, at.D, at.H, at.W, c] =
            ((_gamma[c] * Dz(dy, at, c)) - shift[n, s] - (_normal[at.N, at.D, at.H, at.W, c] * scale[n, s])) / Math.Sqrt(Variance[n, s] + Epsilon));
        return dx;
    }

    private double Dz(double[,,,,] dy, (int N, int D, int H, int W) at, int c) =>
        dy[at.N, at.D, at.H, at.W, c] * (Y[at.N, at.D, at.H, at.W, c] > 0 ? 1 : _slope);

    // visit(place, sample of the moments, set, channel)
    private void Each(Action<(int N, int D, int H, int W), int, int, int> visit)
    {
        var channels = _x.GetLength(4);
        for (var n = 0; n < _x.GetLength(0); n++)
            for (var d = 0; d < _x.GetLength(1); d++)
                for (var h = 0; h < _x.GetLength(2); h++)
                    for (var w = 0; w < _x.GetLength(3); w++)
                        for (var c = 0; c < channels; c++)
                        {
                            visit((n, d, h, w), _perSample ? n : 0, c / (channels / _sets), c);
                        }
    }
}
