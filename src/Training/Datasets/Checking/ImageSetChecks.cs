namespace UNetSharp.Training;

/// <summary>What can be wrong with the images of a set together.</summary>
internal static class ImageSetChecks
{
    /// <summary>The findings of a set.</summary>
    public static IEnumerable<Finding> Of(IReadOnlyList<CaseFacts> cases)
    {
        if (cases.Count == 1 && cases[0].Image?.Extent.IsPlanar == true)
            yield return new(Severity.Warning, Symptom.OneImage, null, "there is one image.", "It can be learnt from, but nothing tells how well the network does on others: annotate at least one more.");
        var channels = cases.Where(one => one.Image is not null).GroupBy(one => one.Image!.Channels).OrderByDescending(group => group.Count()).ToArray();
        if (channels.Length < 2) yield break;
        var usual = channels[0].Key;
        foreach (var one in channels.Skip(1).SelectMany(group => group))
            yield return new(Severity.Error, Symptom.ChannelsDiffer, one.Case.Image.Name, $"it has {one.Image!.Channels} channels, {channels[0].Count()} others have {usual}.", "A network takes one number of channels: save all as grey or all as colour.");
    }
}
