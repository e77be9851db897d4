using System.Runtime.Intrinsics;

namespace UNetSharp.Kernels;

/// <summary>Additions in double of what was summed in float32 over a block: once for 64 pixels, so four doubles at a time are enough whatever the width.</summary>
internal static unsafe class DoubleSums
{
    /// <summary>total[i] += part[i].</summary>
    public static void Add(float* part, double* total, int count)
    {
        var at = 0;
        for (; at + 8 <= count; at += 8)
        {
            var numbers = Vector256.Load(part + at);
            (Vector256.Load(total + at) + Vector256.WidenLower(numbers)).Store(total + at);
            (Vector256.Load(total + at + 4) + Vector256.WidenUpper(numbers)).Store(total + at + 4);
        }

        for (; at < count; at++)
        {
            total[at] += part[at];
        }
    }

    /// <summary>total[i] += part[i].</summary>
    public static void Add(double* part, double* total, int count)
    {
        var at = 0;
        for (; at + 4 <= count; at += 4)
        {
            (Vector256.Load(total + at) + Vector256.Load(part + at)).Store(total + at);
        }

        for (; at < count; at++)
        {
            total[at] += part[at];
        }
    }

    /// <summary>Σx += Σd + n·x₀ and Σx² += Σd² + x₀·(2·Σd + n·x₀), from sums of d = x − x₀ over n numbers.</summary>
    /// <param name="origin">x₀, then Σd, then Σd², each <paramref name="count"/> numbers.</param>
    /// <param name="numbers">n.</param>
    /// <param name="sums">Σx, then Σx², each <paramref name="count"/> numbers.</param>
    /// <param name="count">How many such sums.</param>
    public static void AddShifted(float* origin, int numbers, double* sums, int count)
    {
        float* deviations = origin + count, squares = deviations + count;
        var at = 0;
        for (; at + 8 <= count; at += 8)
        {
            Vector256<float> x = Vector256.Load(origin + at), d = Vector256.Load(deviations + at), s = Vector256.Load(squares + at);
            AddShifted(Vector256.WidenLower(x), Vector256.WidenLower(d), Vector256.WidenLower(s), numbers, sums + at, sums + count + at);
            AddShifted(Vector256.WidenUpper(x), Vector256.WidenUpper(d), Vector256.WidenUpper(s), numbers, sums + at + 4, sums + count + at + 4);
        }

        for (; at < count; at++)
        {
            double x = origin[at], d = deviations[at], shifted = numbers * x;
            sums[at] += d + shifted;
            sums[count + at] += squares[at] + (x * ((2 * d) + shifted));
        }
    }

    private static void AddShifted(Vector256<double> x, Vector256<double> d, Vector256<double> s, double numbers, double* sums, double* squares)
    {
        var shifted = x * numbers;
        (Vector256.Load(sums) + d + shifted).Store(sums);
        (Vector256.Load(squares) + s + (x * (d + d + shifted))).Store(squares);
    }
}
