namespace UNetSharp.Kernels.Tests;

/// <summary>Functions in double precision that the runtime lacks.</summary>
internal static class Reference
{
    /// <summary>The integral of the standard normal distribution: the complement's integral by Simpson's rule on the density, good to some 10⁻¹² relative.</summary>
    public static double Phi(double x)
    {
        // ∫ from |x| to |x| + 12 of the density; what lies beyond is below 10⁻³².
        const int Steps = 4000;
        double from = Math.Abs(x), step = 12.0 / Steps, sum = Density(from) + Density(from + 12);
        for (var at = 1; at < Steps; at++)
        {
            sum += Density(from + (at * step)) * (at % 2 == 1 ? 4 : 2);
        }

        var tail = sum * step / 3;
        return x > 0 ? 1 - tail : tail;
    }

    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
