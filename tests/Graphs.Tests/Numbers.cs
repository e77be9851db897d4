namespace UNetSharp.Graphs.Tests;

/// <summary>float32 against double.</summary>
public static class Numbers
{
    /// <summary>Within 2e-5 of the scale of the expected numbers: some hundred roundings of float32, and what Winograd's transforms cost.</summary>
    public static void Close(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var tolerance = 2e-5 * (1 + expected.Select(Math.Abs).DefaultIfEmpty().Max());
        for (var at = 0; at < expected.Length; at++)
        {
            Assert.True(Math.Abs(actual[at] - expected[at]) <= tolerance, $"{what}: element {at} is {actual[at]}, expected {expected[at]} within {tolerance:g2}");
        }
    }
}
