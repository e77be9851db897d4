using UNetSharp.Goldens;
using Xunit.Sdk;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>The comparisons that all other tests lean on do fail when they should.</summary>
public sealed class GoldenAssertTests
{
    [Fact]
    public void Values_within_the_tolerance_pass()
    {
        GoldenAssert.Close([1f, 0f, float.NaN, float.PositiveInfinity], [1.0001f, 0.9e-5f, float.NaN, float.PositiveInfinity]);
        GoldenAssert.NormClose([1f, 2f], [1.0005f, 2f]);
    }

    [Fact]
    public void The_worst_of_the_values_outside_is_named()
    {
        var failure = Assert.Throws<FailException>(() => GoldenAssert.Close([1f, 2f, 3f], [1f, 2.1f, 3.3f], what: "gradient"));
        Assert.StartsWith("gradient: 2 of 3 elements differ by more than 1E-05 + 0.0001·|expected|. Worst is [2]: actual 3, expected 3.29999995,", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(1f, float.NaN)]
    [InlineData(1f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, float.PositiveInfinity)]
    public void Values_that_are_not_numbers_fail(float actual, float expected)
    {
        Assert.Throws<FailException>(() => GoldenAssert.Close([actual], [expected]));
        Assert.Throws<FailException>(() => GoldenAssert.NormClose([actual], [expected]));
    }

    [Fact]
    public void Different_lengths_fail() => Assert.Throws<FailException>(() => GoldenAssert.Close([1f], [1f, 2f]));
}
