using System.Numerics;
using System.Runtime.CompilerServices;

namespace UNetSharp.Training;

/// <summary>The one loop that all optimisers are: it runs a rule over flat blocks, a vector at a time.</summary>
/// <remarks>
/// Only additions, multiplications, divisions, square roots and maxima of elements, each rounded by itself (no fused multiply-add):
/// a lane's result is that of scalar code, so vectors of any width give the same bits.
/// </remarks>
internal static class FlatLoop
{
    /// <summary>Runs the rule over a stretch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRule>(TRule rule, in Stretch stretch) where TRule : struct, IUpdateRule
    {
        Span<float> parameters = stretch.Parameters, first = stretch.First, second = stretch.Second, third = stretch.Third;
        var gradients = stretch.Gradients;
        var factor = stretch.Factor;
        var width = Vector<float>.Count;
        var whole = parameters.Length - (parameters.Length % width);
        for (var i = 0; i < whole; i += width)
            Once(ref rule, parameters[i..], new Vector<float>(gradients[i..]) * factor, From(first, i), From(second, i), From(third, i));

        // The rest goes through copies of a vector's length, whose other lanes are computed and dropped.
        if (whole == parameters.Length) return;
        Span<float> p = stackalloc float[width], g = stackalloc float[width], a = stackalloc float[width], b = stackalloc float[width], c = stackalloc float[width];
        Copy(parameters[whole..], p);
        Copy(gradients[whole..], g);
        Copy(From(first, whole), a);
        Copy(From(second, whole), b);
        Copy(From(third, whole), c);
        Once(ref rule, p, new Vector<float>(g) * factor, a, b, c);
        p[..(parameters.Length - whole)].CopyTo(parameters[whole..]);
        Restore(a, From(first, whole));
        Restore(b, From(second, whole));
        Restore(c, From(third, whole));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Once<TRule>(ref TRule rule, Span<float> parameters, Vector<float> gradient, Span<float> first, Span<float> second, Span<float> third)
        where TRule : struct, IUpdateRule
    {
        var parameter = new Vector<float>(parameters);
        var (a, b, c) = (Load(first), Load(second), Load(third));
        rule.Apply(ref parameter, gradient, ref a, ref b, ref c);
        parameter.CopyTo(parameters);
        if (!first.IsEmpty) a.CopyTo(first);
        if (!second.IsEmpty) b.CopyTo(second);
        if (!third.IsEmpty) c.CopyTo(third);
    }

    private static Span<float> From(Span<float> state, int start) => state.IsEmpty ? default : state[start..];

    private static Vector<float> Load(Span<float> state) => state.IsEmpty ? default : new Vector<float>(state);

    private static void Copy(ReadOnlySpan<float> rest, Span<float> padded)
    {
        padded.Clear();
        rest.CopyTo(padded);
    }

    private static void Restore(ReadOnlySpan<float> padded, Span<float> rest) => padded[..rest.Length].CopyTo(rest);
}
