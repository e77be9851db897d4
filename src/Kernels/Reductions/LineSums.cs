using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Adds lines of numbers: to one another, or each up, in float32 for a few dozen terms and in double precision beyond.</summary>
internal unsafe ref struct LineSums<TLane> where TLane : unmanaged, ILane<TLane>
{
    // Terms that one float32 accumulator takes before it is emptied: its rounding stays near 10⁻⁷ of what it holds.
    private const int Rows = 32;

    private readonly double* _sums;
    private readonly int _length;
    private readonly bool _keeps;
    private bool _folds;

    /// <summary>Begins with sums of 0.</summary>
    /// <param name="sums">Where the sums are made; <see cref="Room"/> doubles.</param>
    /// <param name="length">Numbers on a line.</param>
    /// <param name="keeps">Whether lines are added to one another (length sums), or up (one sum).</param>
    public LineSums(double* sums, int length, bool keeps)
    {
        _sums = sums;
        (_length, _keeps) = (length, keeps);
        new Span<double>(sums, (int)Room(length, keeps)).Clear();
    }

    /// <summary>Doubles that the sums take while they are made.</summary>
    public static long Room(long length, bool keeps) => !keeps ? 1 : length < TLane.Count ? length + (length * TLane.Count) : length;

    /// <summary>Adds lines that lie equally far apart.</summary>
    public void Add(float* lines, long count, long apart)
    {
        if (!_keeps)
        {
            for (var line = 0L; line < count; line++)
            {
                _sums[0] += Up(lines + (line * apart), _length);
            }
        }
        else if (_length < TLane.Count && apart == _length)
        {
            // Short lines one behind the other (pixels of 3 channels): as many of them as a register has lanes fill whole registers, which are longer lines.
            var whole = count / TLane.Count;
            Columns(lines, whole, _length * TLane.Count, _length * TLane.Count, _sums + _length);
            _folds = true;
            for (var at = whole * TLane.Count * _length; at < count * _length; at++)
            {
                _sums[at % _length] += lines[at];
            }
        }
        else
        {
            Columns(lines, count, apart, _length, _sums);
        }
    }

    /// <summary>Leaves the sums in the first places.</summary>
    public readonly void Finish()
    {
        if (_folds)
        {
            for (var at = 0; at < _length * TLane.Count; at++)
            {
                _sums[at % _length] += _sums[_length + at];
            }
        }
    }

    // sums[j] += Σ over lines of lines[i·apart + j]; a lane is one j.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(float* lines, long count, long apart, int length, double* sums)
    {
        for (var first = 0L; first < count; first += Rows)
        {
            var rows = (int)Math.Min(Rows, count - first);
            var at = 0;
            for (; at <= length - (4 * TLane.Count); at += 4 * TLane.Count)
            {
                var from = lines + (first * apart) + at;
                TLane a = TLane.Load(from), b = TLane.Load(from + TLane.Count), c = TLane.Load(from + (2 * TLane.Count)), d = TLane.Load(from + (3 * TLane.Count));
                for (var row = 1; row < rows; row++)
                {
                    from += apart;
                    a += TLane.Load(from);
                    b += TLane.Load(from + TLane.Count);
                    c += TLane.Load(from + (2 * TLane.Count));
                    d += TLane.Load(from + (3 * TLane.Count));
                }

                Empty(a, sums + at, TLane.Count);
                Empty(b, sums + at + TLane.Count, TLane.Count);
                Empty(c, sums + at + (2 * TLane.Count), TLane.Count);
                Empty(d, sums + at + (3 * TLane.Count), TLane.Count);
            }

            for (; at < length; at += TLane.Count)
            {
                var left = Math.Min(TLane.Count, length - at);
                var from = lines + (first * apart) + at;
                var a = Load(from, left);
                for (var row = 1; row < rows; row++)
                {
                    from += apart;
                    a += Load(from, left);
                }

                Empty(a, sums + at, left);
            }
        }
    }

    // The sum of one line; a lane is a number.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Up(float* line, int length)
    {
        var sum = 0.0;
        var at = 0;
        while (at <= length - (4 * TLane.Count))
        {
            TLane a = TLane.Zero, b = TLane.Zero, c = TLane.Zero, d = TLane.Zero;
            for (var row = 0; row < Rows && at <= length - (4 * TLane.Count); row++, at += 4 * TLane.Count)
            {
                a += TLane.Load(line + at);
                b += TLane.Load(line + at + TLane.Count);
                c += TLane.Load(line + at + (2 * TLane.Count));
                d += TLane.Load(line + at + (3 * TLane.Count));
            }

            sum += Across(a + b + (c + d));
        }

        var rest = TLane.Zero;
        for (; at < length; at += TLane.Count)
        {
            rest += Load(line + at, Math.Min(TLane.Count, length - at));
        }

        return sum + Across(rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Load(float* from, int count) => count == TLane.Count ? TLane.Load(from) : TLane.LoadFirst(from, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Empty(TLane lanes, double* sums, int count)
    {
        for (var lane = 0; lane < count; lane++)
        {
            sums[lane] += ((float*)&lanes)[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Across(TLane lanes)
    {
        var sum = 0.0;
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            sum += ((float*)&lanes)[lane];
        }

        return sum;
    }
}
