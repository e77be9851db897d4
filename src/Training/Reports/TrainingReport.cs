namespace UNetSharp.Training;

/// <summary>Placeholder.</summary>
public static class TrainingReport
{
    /// <summary>Writes.</summary>
    public static void Write(string path, string title, TrainingHistory history, IReadOnlyList<SamplePicture> samples) => _ = (path, title, history, samples);
}
