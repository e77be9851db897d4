namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Matrix products, element by element.</summary>
internal static class MatMulRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<MatMul>((product, value, inputs) =>
        {
            var (a, b, c) = (value.Inputs[0].Shape, value.Inputs[1].Shape, value.Shape);
            var (rows, columns, k) = (c[^2], c[^1], product.TransposeA ? a[^2] : a[^1]);
            var result = new double[c.Elements];
            for (var at = 0; at < result.Length; at++)
            {
                var (matrix, row, column) = (at / (rows * columns), at / columns % rows, at % columns);
                for (var i = 0; i < k; i++)
                {
                    var left = inputs[0][(matrix * rows * k) + (product.TransposeA ? (i * rows) + row : (row * k) + i)];
                    var right = inputs[1][(matrix * columns * k) + (product.TransposeB ? (column * k) + i : (i * columns) + column)];
                    result[at] += product.Factor * left * right;
                }
            }

            return result;
        }),
    ];
}
