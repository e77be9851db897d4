namespace UNetSharp.Kernels.Tests;

public class ProductTests
{
    public static TheoryData<int, int, int, int> Extents => new()
    {
        { 1, 1, 1, 1 }, { 2, 3, 5, 7 }, { 1, 15, 16, 17 }, { 3, 16, 15, 33 }, { 1, 31, 8, 1 }, { 1, 1, 129, 64 }, { 2, 64, 64, 64 }, { 1, 37, 1000, 41 }, { 1, 250, 3, 270 },
    };

    [Theory]
    [MemberData(nameof(Extents))]
    public void Equals_the_plain_loop_in_every_width_and_orientation(int batch, int rows, int k, int columns)
    {
        foreach (var width in TestWindows.AllWidths)
        {
            for (var flags = 0; flags < 16; flags++)
            {
                var (transposeA, transposeB, cut, shared) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0);
                var random = new TestWindows(flags);
                Window Matrix(int n, int h, int c) => cut ? random.RandomCut(n, 1, 1, h, c) : random.Random(n, 1, 1, h, c);
                var a = transposeA ? Matrix(batch, k, rows) : Matrix(batch, rows, k);
                var b = transposeB ? Matrix(shared ? 1 : batch, columns, k) : Matrix(shared ? 1 : batch, k, columns);
                var c = Matrix(batch, rows, columns);
                var epilogue = new Epilogue(random.Random(1, 1, 1, 1, columns), cut ? 0 : 1, cut ? Matrix(batch, rows, columns) : null);
                var options = new ProductOptions { TransposeA = transposeA, TransposeB = transposeB, Alpha = 0.5f, Epilogue = epilogue };
                TestWindows.Run(Product.Create(width, a, b, c, options));
                TestWindows.AssertClose(Expected(a, b, (batch, rows, columns), options), c, $"{width}, A' {transposeA}, B' {transposeB}, cut {cut}, one B {shared}");
            }
        }
    }

    [Fact]
    public void Reads_volumes_of_matrices_with_rows_along_height()
    {
        var random = new TestWindows(1);
        var (a, b, c) = (random.RandomCut(2, 3, 5, 1, 8), random.RandomCut(2, 3, 8, 1, 6), random.RandomCut(2, 3, 5, 1, 6));
        TestWindows.Run(Product.Create(VectorWidths.Best, a, b, c, ProductOptions.Default));
        for (var n = 0; n < 2; n++)
        {
            for (var d = 0; d < 3; d++)
            {
                Window Of(Window window) => window.Samples(n, 1).Crop(d, 0, 0, 1, window.H, 1);
                var expected = Expected(Of(a), Of(b), (1, 5, 6), ProductOptions.Default);
                var turned = new double[1, 1, 5, 1, 6];
                Buffer.BlockCopy(expected, 0, turned, 0, sizeof(double) * expected.Length);
                TestWindows.AssertClose(turned, Of(c), $"matrix {n}, {d}");
            }
        }
    }

    [Fact]
    public void Gives_the_same_bits_with_any_number_of_threads_and_allocates_nothing()
    {
        var random = new TestWindows(1);
        var (a, b, c) = (random.Random(3, 1, 1, 130, 300), random.Random(3, 1, 1, 150, 300), random.Random(3, 1, 1, 130, 150));
        TestWindows.AssertSameBitsAndNoAllocation(Product.Create(VectorWidths.Best, a, b, c, new() { TransposeB = true }), c);
    }

    [Fact]
    public void Refuses_operands_that_do_not_belong_together()
    {
        Window Matrix(int n, int h, int c) => TestWindows.Empty(n, 1, 1, h, c);
        var error = Assert.Throws<ArgumentException>(() => Product.Create(VectorWidth.Bits256, Matrix(1, 3, 4), Matrix(1, 5, 6), Matrix(1, 3, 6), ProductOptions.Default));
        Assert.Equal("Product: [3, 4] times [5, 6] does not make [3, 6].", error.Message);
        error = Assert.Throws<ArgumentException>(() => Product.Create(VectorWidth.Bits256, Matrix(2, 3, 4), Matrix(1, 4, 6), Matrix(1, 3, 6), ProductOptions.Default));
        Assert.Equal("Product: A has 2·1 matrices and the result 1·1; it must have as many, or one for all.", error.Message);
    }

    private static double[,,,,] Expected(Window a, Window b, (int Batch, int Rows, int Columns) extents, ProductOptions options)
    {
        var (left, right) = (TestWindows.Values(a), TestWindows.Values(b));
        int RowOrColumn(double[,,,,] matrix, bool column) => column ? matrix.GetLength(4) : matrix.GetLength(2) * matrix.GetLength(3);
        double At(double[,,,,] matrix, int n, int row, int column) =>
            matrix[matrix.GetLength(0) == 1 ? 0 : n, 0, row / matrix.GetLength(3), row % matrix.GetLength(3), column];

        var z = new double[extents.Batch, 1, 1, extents.Rows, extents.Columns];
        for (var n = 0; n < extents.Batch; n++)
        {
            for (var i = 0; i < extents.Rows; i++)
            {
                for (var j = 0; j < extents.Columns; j++)
                {
                    for (var k = 0; k < RowOrColumn(left, !options.TransposeA); k++)
                    {
                        z[n, 0, 0, i, j] += options.Alpha * (options.TransposeA ? At(left, n, k, i) : At(left, n, i, k)) * (options.TransposeB ? At(right, n, j, k) : At(right, n, k, j));
                    }
                }
            }
        }

        return PlainConv.Finish(z, options.Epilogue);
    }
}
