namespace UNetSharp.Kernels;

/// <summary>Sums over some axes of a window.</summary>
/// <remarks>
/// Axes are kept or summed; neighbours of one kind melt where memory allows (<see cref="Axis"/>). What is left of the innermost axis is a <i>line</i>:
/// <code>
/// kept lines    [.., C] over the pixels: lines are added to one another, lane by lane      (bias gradients, Dice sums)
/// summed lines  the whole window, or the channels of each pixel: a line is added up        (losses, weights per pixel)
/// </code>
/// For each index of the kept outer axes there is a sequence of lines, cut in chunks (and long lines in parts) by shape alone. A job is one part of one chunk;
/// its sums, in double precision, go to the result, or, where several jobs share a sum, to a table in shared scratch that is added up in the order of the jobs.
/// </remarks>
internal sealed unsafe class SumKernel<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    // Numbers in a piece of work, and the most chunks that share a sum: the table stays small and 64 threads still find work.
    private const int PieceLength = 16 * 1024, MostChunks = 64;

    private readonly Window _x, _result;
    private readonly float _scale;
    private readonly bool _keeps;              // kept lines
    private readonly long _line;               // numbers on a line
    private readonly int _parts;               // parts of a line
    private readonly Axis[] _kept, _summed;    // outer axes, the innermost first; operand 0 is x, operand 1 the result
    private readonly long _sums;               // indices of the kept outer axes
    private readonly long _lines;              // lines of one sum
    private readonly int _linesInChunk, _chunks;
    private readonly int _jobsInPiece, _pieces;
    private Scratch _scratch;
    private float* _table;                     // doubles: [sum][chunk][number of the line], or [sum][chunk][part]

    public SumKernel(Window x, Window result, float scale)
    {
        (_x, _result, _scale) = (x, result, scale);
        if (x.Size == 0)
        {
            throw new ArgumentException($"Sum: {x} holds no numbers.");
        }

        var axes = Axis.Melted(Axis.Of("Sum", [x, result]));

        // A lone channel of a wider pixel makes a line of one number; else it makes way for the next axis.
        if (axes[0].Extent == 1 && axes.Count > 1 && axes[1].Steps[0] == 1 && axes[1].Steps[1] is 0 or 1)
        {
            axes.RemoveAt(0);
        }

        _line = axes[0].Extent;
        _keeps = axes[0].Steps[1] == 1 || _line == 1;
        _kept = [.. axes.Skip(1).Where(axis => axis.Steps[1] != 0)];
        _summed = [.. axes.Skip(1).Where(axis => axis.Steps[1] == 0)];
        _sums = _kept.Aggregate(1L, (product, axis) => product * axis.Extent);
        _lines = _summed.Aggregate(1L, (product, axis) => product * axis.Extent);

        _parts = checked((int)((_line + PieceLength - 1) / PieceLength));
        _linesInChunk = checked((int)Math.Max(Math.Max(1, PieceLength / Math.Max(_line, 1)), (_lines + MostChunks - 1) / MostChunks));
        _chunks = checked((int)((_lines + _linesInChunk - 1) / _linesInChunk));
        var jobs = _sums * _chunks * _parts;
        _jobsInPiece = checked((int)(_chunks * _parts > 1 ? 1 : Math.Max(1, PieceLength / Math.Max(_line * _lines, 1))));
        _pieces = checked((int)((jobs + _jobsInPiece - 1) / _jobsInPiece));
    }

    /// <inheritdoc/>
    public override string Name => "sum";

    // A double takes the room of two floats.
    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(Shared ? 2 * _sums * _chunks * Width : 0, 2 * LineSums<TLane>.Room(Math.Min(_line, PieceLength), _keeps));

    // Whether several jobs share a sum.
    private bool Shared => _chunks > 1 || (!_keeps && _parts > 1);

    // Sums that a chunk leaves: one for each number of a kept line, one for each part of a summed line.
    private long Width => _keeps ? _line : _parts;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        _table = scratch.Shared;
        team.For(_pieces, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
        if (Shared)
        {
            team.For(1, this, static (kernel, _, _) => kernel.AddUp());
        }
    }

    private void Piece(int piece, int worker)
    {
        var room = (double*)_scratch.Of(worker);
        var last = Math.Min((piece + 1L) * _jobsInPiece, _sums * _chunks * _parts);
        for (var job = (long)piece * _jobsInPiece; job < last; job++)
        {
            var (rest, part) = Math.DivRem(job, _parts);
            var (sum, chunk) = Math.DivRem(rest, _chunks);
            var begin = part * PieceLength;
            var length = (int)Math.Min(_line - begin, PieceLength);
            Job(sum, chunk * _linesInChunk, begin, length, room);

            if (!Shared)
            {
                var to = Place(_result.Start, _kept, sum, operand: 1) + (_keeps ? begin : 0);
                for (var at = 0; at < (_keeps ? length : 1); at++)
                {
                    to[at] = (float)(room[at] * _scale);
                }
            }
            else
            {
                var to = (double*)_table + (((sum * _chunks) + chunk) * Width) + (_keeps ? begin : part);
                new Span<double>(room, _keeps ? length : 1).CopyTo(new Span<double>(to, length));
            }
        }
    }

    // The sums of one part of one chunk, into the first doubles of the worker's room.
    private void Job(long sum, long first, long begin, int length, double* room)
    {
        var sums = new LineSums<TLane>(room, length, _keeps);
        var start = Place(_x.Start, _kept, sum, operand: 0) + begin;
        var left = Math.Min(_linesInChunk, _lines - first);

        // Lines along the innermost summed axis are equally far apart: they are handed over together.
        var (extent, step) = _summed.Length > 0 ? (_summed[0].Extent, _summed[0].Steps[0]) : (1, 0);
        while (left > 0)
        {
            var count = Math.Min(left, extent - (first % extent));
            sums.Add(Place(start, _summed, first, operand: 0), count, step);
            first += count;
            left -= count;
        }

        sums.Finish();
    }

    private void AddUp()
    {
        var table = (double*)_table;
        for (var sum = 0L; sum < _sums; sum++)
        {
            var to = Place(_result.Start, _kept, sum, operand: 1);
            for (var at = 0L; at < (_keeps ? _line : 1); at++)
            {
                // Kept lines: the same number of each chunk. Summed lines: all chunks and parts, one behind the other.
                var (count, apart) = _keeps ? (_chunks, _line) : (_chunks * _parts, 1);
                var total = 0.0;
                for (var entry = 0; entry < count; entry++)
                {
                    total += table[(sum * _chunks * Width) + (entry * apart) + at];
                }

                to[at] = (float)(total * _scale);
            }
        }
    }

    private static float* Place(float* start, Axis[] axes, long index, int operand)
    {
        foreach (var axis in axes)
        {
            (index, var at) = Math.DivRem(index, axis.Extent);
            start += at * axis.Steps[operand];
        }

        return start;
    }
}
