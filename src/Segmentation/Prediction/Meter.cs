namespace UNetSharp.Segmentation;

/// <summary>Counts steps and reports the share that is done.</summary>
/// <param name="steps">How many there will be.</param>
/// <param name="progress">Whom to tell.</param>
internal sealed class Meter(int steps, IProgress<double>? progress)
{
    private int _done;

    /// <summary>One step is done.</summary>
    public void Step() => progress?.Report((double)++_done / steps);
}

/// <summary>The progress of one of several equal parts, as progress of the whole.</summary>
/// <param name="whole">Whom to tell.</param>
/// <param name="part">Which part, from 0.</param>
/// <param name="parts">How many.</param>
internal sealed class Share(IProgress<double> whole, int part, int parts) : IProgress<double>
{
    /// <inheritdoc/>
    public void Report(double value) => whole.Report((part + value) / parts);
}
