namespace UNetSharp.Kernels.Tests;

public sealed class SeparateRegionsTests
{
    // Two windows of three tokens, the second mixed; two samples, two heads.
    private static readonly int[] _regions = [4, 4, 4, 0, 2, 0];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scores_between_regions_are_lowered_and_no_others(bool inPlace)
    {
        var x = TestWindows.Floats(4 * 2 * 9).Reshaped(4, 1, 2, 3, 3);
        var result = inPlace ? x : TestWindows.Floats(4 * 2 * 9).Reshaped(4, 1, 2, 3, 3);
        x.Span.Fill(1);
        new SeparateRegions(x, result, _regions, penalty: 10).Run(ThreadTeam.Shared, default);
        float[] whole = [1, 1, 1, 1, 1, 1, 1, 1, 1], mixed = [1, -9, 1, -9, 1, -9, 1, -9, 1];
        Assert.Equal([.. whole, .. whole, .. mixed, .. mixed, .. whole, .. whole, .. mixed, .. mixed], result.Span.ToArray());
    }

    [Fact]
    public void Scores_that_are_no_square_matrices_are_refused()
    {
        var x = TestWindows.Floats(12).Reshaped(2, 1, 1, 2, 3);
        Assert.StartsWith("SeparateRegions: scores [2, 1, 1, 2, 3]", Assert.Throws<ArgumentException>(() => new SeparateRegions(x, x, _regions, 1)).Message, StringComparison.Ordinal);
    }
}
