namespace UNetSharp.Kernels;

/// <summary>Rows of a table by number: result[i, c] = table[rows[i], c].</summary>
public sealed unsafe class TakeRows : Kernel
{
    private const int PieceFloats = 32 * 1024;
    private readonly Window _table, _result;
    private readonly int[] _rows;
    private readonly int _rowsPerPiece;

    /// <summary>Binds it.</summary>
    /// <param name="table">[R, C], contiguous.</param>
    /// <param name="rows">A row of the table for each row of the result.</param>
    /// <param name="result">[rows, C], contiguous.</param>
    /// <exception cref="ArgumentException">A window has other extents, or there is no such row.</exception>
    public TakeRows(Window table, int[] rows, Window result)
    {
        ArgumentNullException.ThrowIfNull(rows);
        TableRows.Require("TakeRows", table, rows, result);
        (_table, _rows, _result, _rowsPerPiece) = (table, rows, result, Math.Max(PieceFloats / Math.Max(table.C, 1), 1));
    }

    /// <inheritdoc/>
    public override string Name => "take rows";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((_rows.Length + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Piece(piece));
    }

    private void Piece(int piece)
    {
        var channels = _table.C;
        for (var row = piece * _rowsPerPiece; row < Math.Min((piece + 1) * _rowsPerPiece, _rows.Length); row++)
        {
            float* from = _table.Start + ((long)_rows[row] * channels), to = _result.Start + ((long)row * channels);
            for (var channel = 0; channel < channels; channel++)
            {
                to[channel] = from[channel];
            }
        }
    }
}

/// <summary>The gradient of <see cref="TakeRows"/> to the table: result[r, c] = Σ gradient[i, c] over all i with rows[i] = r, in the order of i.</summary>
/// <remarks>A piece is some rows of the table, each of which knows who took it: no two pieces write the same float.</remarks>
public sealed unsafe class AddRows : Kernel
{
    private const int PieceRows = 64;
    private readonly Window _gradient, _result;
    private readonly int[] _first, _takers; // row r was taken by _takers[_first[r]] to _takers[_first[r + 1] - 1]

    /// <summary>Binds it.</summary>
    /// <param name="gradient">[rows, C], contiguous.</param>
    /// <param name="rows">A row of the table for each row of the gradient.</param>
    /// <param name="result">[R, C], contiguous.</param>
    /// <exception cref="ArgumentException">A window has other extents, or there is no such row.</exception>
    public AddRows(Window gradient, int[] rows, Window result)
    {
        ArgumentNullException.ThrowIfNull(rows);
        TableRows.Require("AddRows", result, rows, gradient);
        (_gradient, _result, _first, _takers) = (gradient, result, new int[result.W + 1], new int[rows.Length]);
        foreach (var row in rows)
        {
            _first[row + 1]++;
        }

        for (var row = 0; row < result.W; row++)
        {
            _first[row + 1] += _first[row];
        }

        var next = _first.AsSpan(0, result.W).ToArray();
        for (var taker = 0; taker < rows.Length; taker++)
        {
            _takers[next[rows[taker]]++] = taker;
        }
    }

    /// <inheritdoc/>
    public override string Name => "add rows";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((_result.W + PieceRows - 1) / PieceRows, this, static (kernel, piece, _) => kernel.Piece(piece));
    }

    private void Piece(int piece)
    {
        var channels = _result.C;
        for (var row = piece * PieceRows; row < Math.Min((piece + 1) * PieceRows, _result.W); row++)
        {
            var to = _result.Start + ((long)row * channels);
            new Span<float>(to, channels).Clear();
            for (var at = _first[row]; at < _first[row + 1]; at++)
            {
                var from = _gradient.Start + ((long)_takers[at] * channels);
                for (var channel = 0; channel < channels; channel++)
                {
                    to[channel] += from[channel];
                }
            }
        }
    }
}

/// <summary>What the windows of a table and of rows taken from it must be.</summary>
internal static class TableRows
{
    public static void Require(string name, Window table, int[] rows, Window taken)
    {
        if (table.Pixels != table.W || taken.Pixels != taken.W || taken.W != rows.Length || taken.C != table.C || !table.IsContiguous || !taken.IsContiguous)
        {
            throw new ArgumentException($"{name}: {rows.Length} rows {taken} of a table {table}; both must be matrices of as many columns, one row for each number.");
        }

        foreach (var row in rows)
        {
            if (row < 0 || row >= table.W)
            {
                throw new ArgumentException($"{name}: row {row} of a table with {table.W}.");
            }
        }
    }
}
