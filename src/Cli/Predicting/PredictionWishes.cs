using UNetSharp.Segmentation;

namespace UNetSharp.Cli;

/// <summary>What is to be written for each input, beside labels.</summary>
/// <param name="Probabilities">A map of the probability of each class.</param>
/// <param name="Overlay">A picture of the labels over the image.</param>
/// <param name="Instances">Objects, numbered.</param>
/// <param name="Postprocessing">What is tidied up before; null: nothing.</param>
/// <param name="Force">Whether existing files are written over.</param>
internal sealed record PredictionWishes(bool Probabilities, bool Overlay, bool Instances, Postprocessing? Postprocessing, bool Force);
