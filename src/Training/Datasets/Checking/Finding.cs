namespace UNetSharp.Training;

/// <summary>One thing that the mask doctor found.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Symptom">What kind of thing it is.</param>
/// <param name="File">The file that it was found in; null if it is true of the whole set.</param>
/// <param name="Message">What is wrong, with what was expected and what was found.</param>
/// <param name="Remedy">What to do; empty if there is nothing to do.</param>
public sealed record Finding(Severity Severity, Symptom Symptom, string? File, string Message, string Remedy = "")
{
    /// <inheritdoc/>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()}: {(File is null ? "" : File + ": ")}{Message}{(Remedy.Length == 0 ? "" : " " + Remedy)}";
}
