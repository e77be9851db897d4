namespace UNetSharp.Graphs.Tests;

internal static class AttentionCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("rows of a table, some twice and some never", [[5, 3]], v => v[0].TakeRows([2, 0, 2, 4, 4, 2])),
        new("rows of rows", [[4, 17]], v => v[0].TakeRows([3, 1, 1]).TakeRows([0, 2, 1, 0])),
        new("regions of two windows, one of them mixed", [[4, 2, 3, 3]], v => v[0].SeparateRegions([0, 0, 0, 0, 1, 0], penalty: 2)),
        new("attention with a bias of relative positions", [[4, 2, 3, 2], [4, 2, 3, 2], [4, 2, 3, 2], [5, 2]], v =>
            (v[0].MatMul(v[1], transposeB: true) + v[3].TakeRows([2, 1, 0, 3, 2, 1, 4, 3, 2]).Reshape([3, 3, 2]).Transpose(2, 0, 1)).SeparateRegions([0, 0, 0, 0, 1, 1], penalty: 1).Softmax().MatMul(v[2])),
    ];
}
