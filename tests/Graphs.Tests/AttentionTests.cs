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
}
