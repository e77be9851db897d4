namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Matrix products: each number of the left matrix times a row of the right one.</summary>
internal static class MatMulRules
{
    public static KeyValuePair<Type, Rule>[] All { get; } =
    [
        RuleBook.For<MatMul>((product, value, inputs) =>
        {
            var (rows, columns, a) = (value.Shape[^2], value.Shape[^1], value.Inputs[0].Shape);
            var k = product.TransposeA ? a[^2] : a[^1];
            var (left, right, result) = (inputs[0], inputs[1], new double[value.Shape.Elements]);
            for (var row = 0; row < result.Length / columns; row++)
            {
                var (matrix, own) = (row / rows, row % rows);
                for (var i = 0; i < k; i++)
                {
                    var factor = product.Factor * left[(matrix * rows * k) + (product.TransposeA ? (i * rows) + own : (own * k) + i)];
                    var (from, step) = product.TransposeB ? ((matrix * columns * k) + i, k) : (((matrix * k) + i) * columns, 1);
                    for (var column = 0; column < columns; column++) result[(row * columns) + column] += factor * right[from + (column * step)];
                }
            }

            return result;
        }),
    ];
}
