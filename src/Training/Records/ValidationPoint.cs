using System.Text.Json.Serialization;

namespace UNetSharp.Training;

/// <summary>What a validation found: one line of the training record. Scores are of the pixels of all validation cases together, the mean over the classes but the background.</summary>
/// <param name="Step">Steps taken before it.</param>
/// <param name="Seconds">Seconds of training until then, over all resumptions.</param>
/// <param name="Cases">How many cases were segmented: a spread of them between, all at the end.</param>
/// <param name="Dice">2·TP / (2·TP + FP + FN), 0 to 1; NaN where no case has the class.</param>
/// <param name="IoU">TP / (TP + FP + FN).</param>
/// <param name="Precision">TP / (TP + FP).</param>
/// <param name="Recall">TP / (TP + FN).</param>
/// <param name="Accuracy">The share of all pixels that were given the right class.</param>
public sealed record ValidationPoint(long Step, double Seconds, int Cases, double Dice, [property: JsonPropertyName("iou")] double IoU, double Precision, double Recall, double Accuracy);
