namespace UNetSharp.Training;

/// <summary>A curve of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Step and value, by ascending steps; where a value is not finite the curve is broken.</param>
/// <param name="Colour">Which of the page's colours, 1 to 4; each has its own dashes too.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double Step, double Value)> Points, int Colour)
{
    /// <summary>Whether it is drawn thin and pale, as what lies under a smoothed curve.</summary>
    public bool IsFaint { get; init; }

    /// <summary>Whether each point is marked: for few measurements.</summary>
    public bool IsMarked { get; init; }

    /// <summary>A curve of no more than <paramref name="most"/> points: each is the mean of its neighbours, so that a long training does not make a large page.</summary>
    public Curve Thinned(int most)
    {
        if (Points.Count <= most) return this;
        var thinned = new (double, double)[most];
        for (var i = 0; i < most; i++)
        {
            var (first, end) = ((int)((long)i * Points.Count / most), (int)((long)(i + 1) * Points.Count / most));
            thinned[i] = (Points[end - 1].Step, MeanOf(first, end));
        }

        return this with { Points = thinned };
    }

    /// <summary>The curve as the eye would draw it through the noise: each point the mean of those around it.</summary>
    /// <param name="name">What the legend calls the smoothed one.</param>
    /// <param name="reach">How many points on either side are averaged; fewer at the ends, the same number on both sides.</param>
    public Curve Smoothed(string name, int reach)
    {
        var smooth = new (double, double)[Points.Count];
        for (var i = 0; i < smooth.Length; i++)
        {
            // The same number on both sides: otherwise the ends of a falling curve are bent towards its middle.
            var near = Math.Min(reach, Math.Min(i, smooth.Length - 1 - i));
            smooth[i] = (Points[i].Step, MeanOf(i - near, i + near + 1));
        }

        return new(name, smooth, Colour);
    }

    private double MeanOf(int first, int end)
    {
        var (sum, count) = (0.0, 0);
        for (var i = first; i < end; i++)
        {
            if (!double.IsFinite(Points[i].Value)) continue;
            sum += Points[i].Value;
            count++;
        }

        return sum / count;   // 0 / 0, NaN, where there is no number: a gap
    }
}
