using UNetSharp.Goldens;

namespace UNetSharp.Graphs.Tests;

public class AttentionTests
{
    [Theory]
    [InlineData("sdpa_self", false)]
    [InlineData("sdpa_cross_odd", false)]
    [InlineData("sdpa_causal", true)]
    [InlineData("sdpa_boolmask", false)]
    public void Attention_means_what_PyTorch_means(string name, bool causal)
    {
        // [N, heads, L, d] on both sides: the axes stay.
        var golden = Golden.Open(name);
        var check = new GoldenCheck(golden, channelsFirst: false);
        Value q = check.Followed("q"), k = check.Followed("k"), v = check.Followed("v");

        // True (1) adds nothing, false (0) so much that nothing is left.
        var mask = golden.Has("mask") ? (check.Given("mask") - 1) * 1e30f : null;
        check.Compare(q.ScaledDotProductAttention(k, v, mask, causal));
    }

    [Fact]
    public void A_row_that_the_table_has_not_is_refused()
    {
        var table = new Graph().Input("table", [5, 2]);
        Assert.Equal("TakeRows: row 5 of a table with 5.", Assert.Throws<ArgumentException>(() => table.TakeRows([0, 5])).Message);
    }

    [Fact]
    public void Regions_that_do_not_fit_the_scores_are_refused()
    {
        var scores = new Graph().Input("scores", [3, 2, 4, 4]);
        Assert.Equal(
            "SeparateRegions: scores [3, 2, 4, 4] and 8 regions: expected [windows·N, heads, L, L] and a region for each of the L tokens of each window.",
            Assert.Throws<ArgumentException>(() => scores.SeparateRegions([0, 0, 0, 0, 1, 1, 1, 1])).Message);
    }
}
