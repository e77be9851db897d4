namespace UNetSharp.Training;

/// <summary>At what time each step was taken.</summary>
internal sealed class Timeline
{
    private readonly (double Step, double Seconds)[] _points;

    /// <summary>The times that a record knows; between them time runs evenly.</summary>
    /// <remarks>Validations are asked only where nothing was learnt: the last one judges the best model at the end, and so names an early step and a late time.</remarks>
    public Timeline(TrainingHistory history)
    {
        var known = history.Learning.Count > 0
            ? history.Learning.Select(point => ((double)point.Step, point.Seconds))
            : history.Validations.Select(point => ((double)point.Step, point.Seconds));
        _points = [(0, 0), .. known.Where(point => point.Item1 > 0).OrderBy(point => point.Item1)];
        LastSeconds = _points.Max(point => point.Seconds);
    }

    /// <summary>The last step of the record; 0 of an empty one.</summary>
    public double LastStep => _points[^1].Step;

    /// <summary>Seconds of training until the last step.</summary>
    public double LastSeconds { get; }

    /// <summary>Seconds of training until a step.</summary>
    public double SecondsAt(double step)
    {
        var after = Array.FindIndex(_points, point => point.Step >= step);
        if (after < 0) return LastSeconds;
        if (after == 0) return 0;
        var ((fromStep, fromSeconds), (toStep, toSeconds)) = (_points[after - 1], _points[after]);
        return fromSeconds + ((toSeconds - fromSeconds) * (step - fromStep) / (toStep - fromStep));
    }
}
