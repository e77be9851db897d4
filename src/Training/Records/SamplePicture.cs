using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>An image with what is true of it and what the model says: one row of pictures in a report.</summary>
/// <param name="Name">The case.</param>
/// <param name="Image">The image; of a stack a plane.</param>
/// <param name="Truth">Class of each pixel [H, W], 0 background; −1 where it is ignored.</param>
/// <param name="Prediction">Class of each pixel [H, W].</param>
/// <param name="Score">A sentence with the scores of this picture, such as "IoU 0.93".</param>
public sealed record SamplePicture(string Name, Image Image, int[] Truth, int[] Prediction, string Score);
