namespace UNetSharp.Graphs.Tests;

internal static class MatMulCases
{
    public static IEnumerable<GradientCase> All =>
    [
        new("matrix product", [[4, 5], [5, 3]], v => v[0].MatMul(v[1])),
        new("matrix product of a batch, A transposed", [[2, 5, 4], [2, 5, 3]], v => v[0].MatMul(v[1], transposeA: true, factor: 0.5f)),
        new("matrix product of a batch, B transposed", [[2, 3, 4, 5], [2, 3, 6, 5]], v => v[0].MatMul(v[1], transposeB: true)),
        new("matrix product, both transposed", [[3, 5, 4], [3, 2, 5]], v => v[0].MatMul(v[1], transposeA: true, transposeB: true)),
        new("linear", [[2, 7, 5], [5, 3]], v => v[0].Linear(v[1])),
    ];
}
