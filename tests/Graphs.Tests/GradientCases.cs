namespace UNetSharp.Graphs.Tests;

/// <summary>The shared list of the gradient check: every operation stands here, in a group for each file of operations.</summary>
public static class GradientCases
{
    public static IEnumerable<TheoryDataRow<GradientCase>> All => new IEnumerable<GradientCase>[]
    {
        ConvCases.All,
        MatMulCases.All,
        ViewCases.All,
        ElementwiseCases.All,
        LossCases.All,
        PoolCases.All,
        SamplingCases.All,
        NormaliseCases.All,
        MovementCases.All,
        AttentionCases.All,
    }.SelectMany(group => group).Select(one => new TheoryDataRow<GradientCase>(one));
}
