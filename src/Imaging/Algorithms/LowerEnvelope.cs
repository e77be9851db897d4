namespace UNetSharp.Imaging;

/// <summary>One line of the distance transform: for each place the parabola that lies lowest there.</summary>
/// <remarks>
/// A place v that is squared distance f(v) from the background by the axes done so far offers every place q of its line the distance
/// s²·(q − v)² + f(v), a parabola. All have the same width, so two of them cross once, at
/// <code>q = ((f(v) + s²·v²) − (f(u) + s²·u²)) / (2·s²·(v − u)),</code>
/// and the lower envelope is a stack of parabolas from left to right (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled
/// Functions, Theory of Computing 8, 2012): each is pushed once and popped at most once, so a line costs linear time.
/// </remarks>
internal sealed class LowerEnvelope(int longest)
{
    private readonly int[] vertices = new int[longest];
    private readonly double[] starts = new double[longest];

    /// <summary>Replaces the squared distances and nearest samples of a line by those that also see along it.</summary>
    /// <param name="squared">Squared distances so far; infinite where no background is known.</param>
    /// <param name="nearest">The background samples at those distances.</param>
    /// <param name="spacing">The distance of neighbours on the line.</param>
    /// <param name="lowest">Receives the new squared distances.</param>
    /// <param name="source">Receives the new nearest samples.</param>
    public void Transform(ReadOnlySpan<double> squared, ReadOnlySpan<int> nearest, double spacing, Span<double> lowest, Span<int> source)
    {
        var weight = spacing * spacing;
        var top = Build(squared, weight);
        if (top < 0)
        {
            squared.CopyTo(lowest);
            nearest.CopyTo(source);
            return;
        }
        var current = 0;
        for (var q = 0; q < squared.Length; q++)
        {
            // Strictly: where two parabolas meet, the earlier place wins, which settles ties in raster order.
            while (current < top && starts[current + 1] < q)
                current++;
            var v = vertices[current];
            lowest[q] = weight * ((double)(q - v) * (q - v)) + squared[v];
            source[q] = nearest[v];
        }
    }

    private int Build(ReadOnlySpan<double> squared, double weight)
    {
        var top = -1;
        for (var v = 0; v < squared.Length; v++)
        {
            if (double.IsPositiveInfinity(squared[v]))
                continue;
            var start = double.NegativeInfinity;
            while (top >= 0)
            {
                var u = vertices[top];
                // (v² − u²) / (v − u) = v + u: one rounding less than the formula above.
                start = ((squared[v] - squared[u]) / (weight * (v - u)) + (v + u)) / 2;
                if (start > starts[top])
                    break;
                top--;
                start = double.NegativeInfinity;
            }
            vertices[++top] = v;
            starts[top] = start;
        }
        return top;
    }
}
