namespace UNetSharp.Training;

/// <summary>How the files of a data set are to be understood, where it is not to be found out from them.</summary>
public sealed record DatasetOptions
{
    /// <summary>Whether masks number objects (cells, nuclei) and not classes; null finds out.</summary>
    public bool? Instances { get; init; }

    /// <summary>The number (or colour 0xRRGGBB) in masks of pixels that belong to no class and are not learnt; null if there is none.</summary>
    public int? IgnoredValue { get; init; }

    /// <summary>The numbers (or colours) of the classes in their order; null finds out.</summary>
    /// <remarks>To be given where a class may be missing from this set, and when training goes on from a model: its classes must stay the same.</remarks>
    public Segmentation.LabelMap? Labels { get; init; }
}
