using System.Globalization;

namespace UNetSharp.Goldens;

/// <summary>Comparisons with goldens that say where, and by how much, two results differ most.</summary>
public static class GoldenAssert
{
    /// <summary>Each |actual − expected| ≤ absolute + relative·|expected|; a NaN on either side only fails. The defaults are the manifest's for single operations.</summary>
    public static void Close(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, double absolute = 1e-5, double relative = 1e-4, string what = "values")
    {
        SameLength(actual.Length, expected.Length, what);
        var worst = new Worst(what, absolute, relative);
        for (var i = 0; i < actual.Length; i++) worst.See(i, actual[i], expected[i]);
        worst.Verify(actual.Length);
    }

    /// <inheritdoc cref="Close(ReadOnlySpan{float}, ReadOnlySpan{float}, double, double, string)"/>
    public static void Close(ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double absolute = 1e-5, double relative = 1e-4, string what = "values")
    {
        SameLength(actual.Length, expected.Length, what);
        var worst = new Worst(what, absolute, relative);
        for (var i = 0; i < actual.Length; i++) worst.See(i, actual[i], expected[i]);
        worst.Verify(actual.Length);
    }

    /// <inheritdoc cref="Close(ReadOnlySpan{float}, ReadOnlySpan{float}, double, double, string)"/>
    public static void Close(double actual, double expected, double absolute = 1e-5, double relative = 1e-4, string what = "value") =>
        Close([actual], new ReadOnlySpan<double>(in expected), absolute, relative, what);

    /// <summary>‖actual − expected‖ ≤ relative·‖expected‖ + absolute, Euclidean norms. The defaults are the manifest's for gradients of whole networks.</summary>
    public static void NormClose(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, double relative = 1e-3, double absolute = 1e-6, string what = "values")
    {
        SameLength(actual.Length, expected.Length, what);
        double difference = 0, norm = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            difference += Math.Pow((double)actual[i] - expected[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        (difference, norm) = (Math.Sqrt(difference), Math.Sqrt(norm));
        if (!(difference <= (relative * norm) + absolute && double.IsFinite(difference)))
            Assert.Fail(Invariant($"{what}: ‖actual − expected‖ = {difference:G6} > {relative:G3}·{norm:G6} + {absolute:G3}, over {actual.Length} elements."));
    }

    private static void SameLength(int actual, int expected, string what)
    {
        if (actual != expected) Assert.Fail($"{what}: {actual} elements, expected {expected}.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private struct Worst(string what, double absolute, double relative)
    {
        private int failures, worstIndex;
        private double worstExcess, worstActual, worstExpected;

        public void See(int index, double actual, double expected)
        {
            if (actual.Equals(expected)) return; // equal, both the same infinity, or both NaN
            var excess = Math.Abs(actual - expected) / (absolute + (relative * Math.Abs(expected)));
            if (excess <= 1) return;
            if (double.IsNaN(excess)) excess = double.PositiveInfinity;
            if (failures++ == 0 || excess > worstExcess) (worstIndex, worstExcess, worstActual, worstExpected) = (index, excess, actual, expected);
        }

        public readonly void Verify(int count)
        {
            if (failures > 0)
                Assert.Fail(Invariant($"{what}: {failures} of {count} elements differ by more than {absolute:G3} + {relative:G3}·|expected|. Worst is [{worstIndex}]: actual {worstActual:G9}, expected {worstExpected:G9}, {worstExcess:G4} times the tolerance."));
        }
    }
}
