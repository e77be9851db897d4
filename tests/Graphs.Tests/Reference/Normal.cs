namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>The standard normal distribution in double precision.</summary>
internal static class Normal
{
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The integral of the density from −∞, by Simpson's rule from 0; good to 10⁻¹³ for |x| ≤ 8.</summary>
    public static double Integral(double x)
    {
        const int Steps = 2000;
        double step = x / Steps, sum = Density(0) + Density(x);
        for (var at = 1; at < Steps; at++)
        {
            sum += Density(at * step) * (at % 2 == 1 ? 4 : 2);
        }

        return 0.5 + (sum * step / 3);
    }
}
