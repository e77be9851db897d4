namespace UNetSharp.Kernels;

/// <summary>Puts a part into a larger array: result = part amid zeros, or result = sum, with the part added where it stands. All contiguous, up to six axes.</summary>
/// <remarks>
/// The scalar code it equals: result = sum (or 0); for all indices i of the part: result[start + i] += part[i].
/// A piece is a run of rows of the result, a row being its last axis: no two pieces write the same float.
/// </remarks>
public sealed unsafe class PlacePart : Kernel
{
    private const int PieceFloats = 32 * 1024;
    private readonly Window? _sum;
    private readonly Window _part, _result;
    private readonly int[] _extents, _start, _whole;
    private readonly long _rows, _rowsPerPiece;

    /// <summary>Binds the call.</summary>
    /// <param name="sum">What the part is added to; null for zeros. May be the result's own memory.</param>
    /// <param name="part">The part.</param>
    /// <param name="result">Where to.</param>
    /// <param name="extents">The part's extents.</param>
    /// <param name="start">Where the part begins in the result.</param>
    /// <param name="whole">The result's extents.</param>
    /// <exception cref="ArgumentException">The part does not lie within the result, or a window is not contiguous or has another size.</exception>
    public PlacePart(Window? sum, Window part, Window result, int[] extents, int[] start, int[] whole)
    {
        (_sum, _part, _result, _extents, _start, _whole) = (sum, part, result, extents, start, whole);
        var fits = extents.Length == whole.Length && start.Length == whole.Length && whole.Length > 0;
        for (var axis = 0; fits && axis < whole.Length; axis++)
        {
            fits = start[axis] >= 0 && start[axis] + extents[axis] <= whole[axis];
        }

        fits &= part.Size == Product(extents) && result.Size == Product(whole) && (sum?.Size ?? result.Size) == result.Size;
        if (!fits || !part.IsContiguous || !result.IsContiguous || sum is { IsContiguous: false })
        {
            throw new ArgumentException($"PlacePart: a part of [{string.Join(", ", extents)}] at [{string.Join(", ", start)}] does not fit into [{string.Join(", ", whole)}], or a window is not contiguous.");
        }

        _rows = result.Size / Math.Max(whole[^1], 1);
        _rowsPerPiece = Math.Max(PieceFloats / Math.Max(whole[^1], 1), 1);
    }

    /// <inheritdoc/>
    public override string Name => _sum is null ? "place amid zeros" : "add part";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((int)((_rows + _rowsPerPiece - 1) / _rowsPerPiece), this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        var width = _whole[^1];
        var (first, last) = (piece * _rowsPerPiece, Math.Min((piece + 1) * _rowsPerPiece, _rows));
        for (var row = first; row < last; row++)
        {
            var to = new Span<float>(_result.Start + (row * width), width);
            if (_sum is not { } sum)
            {
                to.Clear();
            }
            else if (sum.Start != _result.Start)
            {
                new ReadOnlySpan<float>(sum.Start + (row * width), width).CopyTo(to);
            }

            if (RowOfPart(row) is var from && from >= 0)
            {
                var source = _part.Start + (from * _extents[^1]);
                var target = _result.Start + (row * width) + _start[^1];
                for (var at = 0; at < _extents[^1]; at++)
                {
                    target[at] += source[at];
                }
            }
        }
    }

    // The row of the part that stands in a row of the result, or −1.
    private long RowOfPart(long row)
    {
        long from = 0, stride = 1;
        for (var axis = _whole.Length - 2; axis >= 0; axis--)
        {
            var index = (row % _whole[axis]) - _start[axis];
            row /= _whole[axis];
            if (index < 0 || index >= _extents[axis])
            {
                return -1;
            }

            from += index * stride;
            stride *= _extents[axis];
        }

        return from;
    }

    private static long Product(int[] extents)
    {
        var product = 1L;
        foreach (var extent in extents)
        {
            product *= extent;
        }

        return product;
    }
}
