namespace UNetSharp.Training;

/// <summary>Looks for the mistakes that are made with masks, before a network learns nothing from them.</summary>
/// <remarks>
/// Users' commonest questions are of masks: 0/255 read as 256 classes, colours, gaps in the numbers, JPEG masks, wrong sizes. Most of them this
/// program can take as they are, and a note tells how they were understood; what it can't take is an error, with the way out.
/// </remarks>
public static class MaskDoctor
{
    /// <summary>Examines a data set; reads every file once.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="progress">Told after each case: how many are done.</param>
    /// <param name="threads">Files read at once; −1: one for each processor.</param>
    /// <param name="cancellation">Stops the examination.</param>
    /// <returns>What was found: errors first, then warnings, then notes; within each, in the order of the files.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Finding> Examine(SegmentationData data, IProgress<int>? progress = null, int threads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var facts = new CaseFacts[data.Cases.Count];
        var done = 0;
        Parallel.For(0, facts.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads }, i =>
        {
            facts[i] = CaseFacts.Of(data.Cases[i]);
            progress?.Report(Interlocked.Increment(ref done));
        });
        var findings = new List<Finding>();
        findings.AddRange(data.LoneImages.Select(path => new Finding(Severity.Warning, Symptom.MissingMask, path, "this image has no mask and is left out.", "Add a mask of the same name, or remove the image.")));
        findings.AddRange(data.LoneMasks.Select(path => new Finding(Severity.Warning, Symptom.MissingImage, path, "this mask has no image and is left out.", "Add its image, or remove the mask.")));
        foreach (var one in facts) findings.AddRange([.. one.Failures, .. CaseChecks.Of(one)]);
        findings.AddRange(ImageSetChecks.Of(facts));
        findings.AddRange(LabelChecks.Of(data, [.. facts.Where(one => one.Mask is not null).Select(one => one.Mask!)]));
        return [.. findings.OrderBy(finding => finding.Severity)];
    }
}
