namespace UNetSharp.Imaging;

/// <summary>Which samples, with which weights, make up the value at a coordinate.</summary>
internal static class InterpolationTaps
{
    /// <summary>The most taps that an interpolation reads along one axis.</summary>
    public const int Most = 4;

    /// <summary>Writes the weights at <paramref name="coordinate"/> and returns their count; they belong to consecutive samples from <paramref name="first"/> on.</summary>
    public static int Write(Interpolation interpolation, double coordinate, Span<float> weights, out int first)
    {
        switch (interpolation)
        {
            case Interpolation.Nearest:
                first = (int)Math.Floor(coordinate + 0.5);
                weights[0] = 1;
                return 1;
            case Interpolation.Linear:
                first = (int)Math.Floor(coordinate);
                weights[1] = (float)(coordinate - first);
                weights[0] = 1 - weights[1];
                return 2;
            case Interpolation.Cubic:
                first = (int)Math.Floor(coordinate) - 1;
                CubicSpline.Weights(coordinate - (first + 1), weights);
                return 4;
            default:
                throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "An interpolation is Nearest, Linear or Cubic.");
        }
    }
}
