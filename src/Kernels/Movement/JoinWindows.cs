using System.Collections.Immutable;

namespace UNetSharp.Kernels;

/// <summary>Copies windows into one, one behind the other along samples, depth, height or width.</summary>
/// <remarks>Along the channels it is <c>CopyWindows</c>. A piece is some rows of W pixels of one input.</remarks>
public sealed unsafe class JoinWindows : Kernel
{
    private const int PieceFloats = 32 * 1024;
    private readonly ImmutableArray<(Window From, Window To, int FirstPiece)> _parts;
    private readonly int _pieces, _rowsPerPiece;

    /// <summary>Binds the call.</summary>
    /// <param name="inputs">The parts, in order.</param>
    /// <param name="output">The whole.</param>
    /// <param name="axis">0 for samples, 1 for depth, 2 for height, 3 for width.</param>
    /// <exception cref="ArgumentException">The parts do not make up the whole.</exception>
    public JoinWindows(ImmutableArray<Window> inputs, Window output, int axis)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(axis);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(axis, 3);
        _rowsPerPiece = Math.Max(PieceFloats / Math.Max(output.W * output.C, 1), 1);
        var parts = ImmutableArray.CreateBuilder<(Window From, Window To, int FirstPiece)>(inputs.Length);
        var start = 0;
        foreach (var input in inputs)
        {
            int[] extents = [input.N, input.D, input.H, input.W, input.C], whole = [output.N, output.D, output.H, output.W, output.C];
            var length = whole[axis] = extents[axis];
            int[] total = [output.N, output.D, output.H, output.W];
            if (!extents.SequenceEqual(whole) || start + length > total[axis])
            {
                throw new ArgumentException($"JoinWindows: input {input} at {start} of axis {axis} does not go into output {output}.");
            }

            parts.Add((input, Part(output, axis, start, length), _pieces));
            _pieces += ((input.N * input.D * input.H) + _rowsPerPiece - 1) / _rowsPerPiece;
            start += length;
        }

        if (start != (axis switch { 0 => output.N, 1 => output.D, 2 => output.H, _ => output.W }))
        {
            throw new ArgumentException($"JoinWindows: the inputs have {start} in all on axis {axis}, the output is {output}.");
        }

        _parts = parts.MoveToImmutable();
    }

    /// <inheritdoc/>
    public override string Name => "join";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(_pieces, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private static Window Part(Window whole, int axis, int start, int length) => axis switch
    {
        0 => whole.Samples(start, length),
        1 => whole.Crop(start, 0, 0, length, whole.H, whole.W),
        2 => whole.Crop(0, start, 0, whole.D, length, whole.W),
        _ => whole.Crop(0, 0, start, whole.D, whole.H, length),
    };

    private void Rows(int piece)
    {
        var part = _parts.Length - 1;
        while (_parts[part].FirstPiece > piece)
        {
            part--;
        }

        var (from, to, firstPiece) = _parts[part];
        var (first, rows) = ((piece - firstPiece) * _rowsPerPiece, from.N * from.D * from.H);
        for (var row = first; row < Math.Min(first + _rowsPerPiece, rows); row++)
        {
            var (plane, h) = Math.DivRem(row, from.H);
            var (n, d) = Math.DivRem(plane, from.D);
            WindowRows.Copy(from, to, n, d, h);
        }
    }
}
