using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Scores all cases, several at a time; one that can't be scored does not keep the others from it.</summary>
/// <param name="pairs">The cases.</param>
/// <param name="threads">How many at a time.</param>
/// <param name="cancel">Stops between cases.</param>
internal sealed class EvaluationRun(EvaluationPairs pairs, int threads, CancellationToken cancel)
{
    private readonly string?[] _failures = new string?[pairs.Cases.Count];

    /// <summary>The cases.</summary>
    public EvaluationPairs Pairs => pairs;

    /// <summary>Why cases could not be scored, in their order.</summary>
    public IReadOnlyList<string> Failures => [.. _failures.OfType<string>()];

    /// <summary>Scores.</summary>
    /// <param name="score">Scores one case.</param>
    /// <returns>The scores, in the order of the cases.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<T> All<T>(Func<SegmentationCase, CancellationToken, T> score)
        where T : class
    {
        var scores = new T?[pairs.Cases.Count];
        var done = 0;
        ProgressDisplay.Show("evaluating", shown => Parallel.For(0, scores.Length, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = threads }, i =>
        {
            try
            {
                scores[i] = score(pairs.Cases[i], cancel);
            }
            catch (Exception failure) when (failure is InvalidDataException or IOException or ArgumentException or OutOfMemoryException or OverflowException or UnauthorizedAccessException)
            {
                _failures[i] = CommandLine.Message(failure);
            }

            shown.Report((double)Interlocked.Increment(ref done) / scores.Length);
        }));
        return [.. scores.OfType<T>()];
    }
}
