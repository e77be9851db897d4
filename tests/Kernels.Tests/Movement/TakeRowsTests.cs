namespace UNetSharp.Kernels.Tests.Movement;

public sealed class TakeRowsTests
{
    // More rows than a piece has, on either side.
    private static readonly int[] _rows = [.. Enumerable.Range(0, 20_000).Select(taker => taker * 7919 % 150)];

    [Fact]
    public void Every_row_is_the_tables()
    {
        var (table, result) = (Matrix(151, 3), Matrix(_rows.Length, 3));
        TestWindows.AssertSameBitsAndNoAllocation(new TakeRows(table, _rows, result), result);
        Assert.All(Enumerable.Range(0, _rows.Length), row => Assert.Equal(table.Span.Slice(3 * _rows[row], 3).ToArray(), result.Span.Slice(3 * row, 3).ToArray()));
    }

    [Fact]
    public void Every_row_is_added_where_it_was_taken_and_untaken_rows_are_zero()
    {
        var (gradient, result) = (Matrix(_rows.Length, 3), Matrix(151, 3));
        TestWindows.AssertSameBitsAndNoAllocation(new AddRows(gradient, _rows, result), result);
        var expected = new float[151 * 3];
        for (var at = 0; at < gradient.Span.Length; at++)
        {
            expected[(_rows[at / 3] * 3) + (at % 3)] += gradient.Span[at];
        }

        Assert.Equal(expected, result.Span.ToArray());
    }

    [Fact]
    public void A_row_that_the_table_has_not_is_refused() => Assert.Equal(
        "TakeRows: row 5 of a table with 5.", Assert.Throws<ArgumentException>(() => new TakeRows(Matrix(5, 2), [0, 5], Matrix(2, 2))).Message);

    private static Window Matrix(int rows, int columns)
    {
        var window = TestWindows.Floats(rows * columns).Reshaped(1, 1, 1, rows, columns);
        for (var at = 0; at < window.Span.Length; at++)
        {
            window.Span[at] = (at % 1009) - 500;
        }

        return window;
    }
}
