using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The walk of an element-wise kernel over its result and its inputs: lines of numbers that lie one behind the other in all of them, as long as the windows allow.</summary>
/// <remarks>
/// Operand 0 is the result; an input whose extent is 1 where the result's is larger is read again and again (its step on that axis is 0).
/// Axes of extent 1 vanish and an axis melts into the next inner one where every operand's steps agree, so contiguous windows of equal extents are one single line:
/// <code>
/// result [2, 1, 5, 7, 3], inputs the same, all contiguous     one line of 210
/// the same, one input a crop                                  10 lines of 21
/// result [2, 1, 5, 7, 64], second input [1, 1, 1, 1, 64]      70 lines of 64
/// </code>
/// Long lines are cut in pieces, short ones are put together to pieces, of about <see cref="PieceLength"/> numbers either way: by shape alone.
/// </remarks>
internal sealed unsafe class Sweep
{
    /// <summary>Numbers in a piece: some microseconds of arithmetic, and 64 KB of each operand, so that a piece stays in the second-level cache.</summary>
    public const int PieceLength = 16 * 1024;

    // Lines between asking for one and computing with it.
    private const int Ahead = 8;

    /// <summary>The most operands, the result included.</summary>
    public const int Operands = 4;

    private readonly int[] _extents;   // outer axes, the innermost first
    private readonly long[][] _steps;  // [axis][operand]
    private readonly float*[] _starts;
    private readonly Window[] _windows; // keeps the memory alive
    private readonly long _length;
    private readonly long _lines;
    private readonly int _chunks;
    private readonly int _group;

    /// <summary>Plans the walk.</summary>
    /// <param name="name">The operation, for messages.</param>
    /// <param name="windows">The result, then the inputs.</param>
    /// <exception cref="ArgumentException">An input has neither the result's extents nor 1.</exception>
    public Sweep(string name, params ReadOnlySpan<Window> windows)
    {
        _windows = windows.ToArray();
        _starts = new float*[Operands];
        Step = new int[Operands];
        var axes = Axis.Of(name, windows);

        // The line: axis 0 is the channels, whose steps are 0 or 1. A lone channel makes way for the next axis if that one's steps are 0 or 1 too.
        var line = axes[0];
        var at = 1;
        for (; at < axes.Count && (line.Melts(axes[at]) || (line.Extent == 1 && Array.TrueForAll(axes[at].Steps, step => step is 0 or 1))); at++)
        {
            line = line.Extent == 1 ? axes[at] : line with { Extent = line.Extent * axes[at].Extent };
        }

        var outer = Axis.Melted(axes.Skip(at));
        for (var operand = 0; operand < windows.Length; operand++)
        {
            _starts[operand] = windows[operand].Start;
            Step[operand] = (int)line.Steps[operand];
        }

        _extents = [.. outer.Select(axis => checked((int)axis.Extent))];
        _steps = [.. outer.Select(axis => axis.Steps)];
        _length = line.Extent;
        _lines = windows[0].Size == 0 ? 0 : windows[0].Size / _length;
        _chunks = checked((int)((_length + PieceLength - 1) / PieceLength));
        _group = (int)Math.Max(1, PieceLength / Math.Max(_length, 1));
        Pieces = checked((int)(_chunks > 1 ? _lines * _chunks : (_lines + _group - 1) / _group));
    }

    /// <summary>What is done with a part of a line.</summary>
    public interface ILine
    {
        /// <summary>Computes <paramref name="length"/> numbers of the result.</summary>
        /// <param name="element">Index of the first of them in the result, in the order [N, D, H, W, C].</param>
        /// <param name="length">How many.</param>
        /// <param name="result">Where they go.</param>
        /// <param name="a">The first input, or null.</param>
        /// <param name="b">The second input, or null.</param>
        /// <param name="c">The third input, or null.</param>
        void Line(long element, int length, float* result, float* a, float* b, float* c);
    }

    /// <summary>How many pieces.</summary>
    public int Pieces { get; }

    /// <summary>For each operand: 1 if it moves along a line, 0 if one number serves the whole line.</summary>
    public int[] Step { get; }

    /// <summary>Walks through one piece.</summary>
    public void Run(ILine body, int piece)
    {
        var first = _chunks > 1 ? piece / _chunks : (long)piece * _group;
        var begin = _chunks > 1 ? piece % _chunks * (long)PieceLength : 0;
        var length = (int)Math.Min(_length - begin, PieceLength);
        var last = _chunks > 1 ? first : Math.Min(first + _group, _lines) - 1;

        // Where the first line begins, axis by axis; the next lines are found by counting up.
        var index = stackalloc int[5];
        var place = stackalloc float*[Operands];
        for (var operand = 0; operand < Operands; operand++)
        {
            place[operand] = _starts[operand] + (begin * Step[operand]);
        }

        var rest = first;
        for (var axis = 0; axis < _extents.Length; axis++)
        {
            (rest, var at) = Math.DivRem(rest, (long)_extents[axis]);
            index[axis] = (int)at;
            Move(place, _steps[axis], at);
        }

        for (var line = first; ; line++)
        {
            if (_group > 1 && _steps.Length > 0)
            {
                AskFor(place);
            }

            body.Line((line * _length) + begin, length, place[0], place[1], place[2], place[3]);
            if (line == last)
            {
                return;
            }

            for (var axis = 0; ; axis++)
            {
                if (++index[axis] < _extents[axis])
                {
                    Move(place, _steps[axis], 1);
                    break;
                }

                Move(place, _steps[axis], 1 - _extents[axis]);
                index[axis] = 0;
            }
        }
    }

    // Short lines lie apart, in a slice of channels, which the processor does not foresee.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AskFor(float** place)
    {
        var steps = _steps[0];
        for (var operand = 1; operand < steps.Length; operand++)
        {
            for (var at = 0L; at < _length; at += Prefetch.LineFloats)
            {
                Prefetch.Line(place[operand] + (Ahead * steps[operand]) + at);
            }
        }
    }

    private static void Move(float** place, long[] steps, long count)
    {
        for (var operand = 0; operand < steps.Length; operand++)
        {
            place[operand] += steps[operand] * count;
        }
    }
}
