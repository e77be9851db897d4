namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>The standard normal distribution in double precision.</summary>
internal static class Normal
{
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>The integral of the density from −∞: 1/2 + density(x)·(x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …), good to 10⁻¹⁵.</summary>
    public static double Integral(double x)
    {
        // Beyond, the integral is 0 or 1 but for 10⁻¹⁹; all terms have one sign, so that nothing cancels.
        if (Math.Abs(x) > 9) return x > 0 ? 1 : 0;
        var (sum, term) = (0.0, x);
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            sum += term;
            term *= x * x / odd;
        }

        return 0.5 + (Density(x) * sum);
    }
}
