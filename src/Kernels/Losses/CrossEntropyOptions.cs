namespace UNetSharp.Kernels;

/// <summary>What the cross-entropy of class scores is divided by.</summary>
public enum PixelMean
{
    /// <summary>Σ over pixels, divided by the number of pixels that are not ignored.</summary>
    OverPixels,

    /// <summary>Σ over pixels, divided by the sum of their weights (pixel weight × class weight): with class weights alone what PyTorch does.</summary>
    OverWeights,
}

/// <summary>Variants of the cross-entropy.</summary>
/// <param name="Mean">What the sum is divided by.</param>
/// <param name="Ignore">A label whose pixels count nowhere; null: none.</param>
/// <param name="Smoothing">ε of label smoothing: the target is 1 − ε on the label's class and ε / C spread over all.</param>
/// <param name="Focus">γ of the focal loss: a pixel counts (1 − p)^γ times, p the probability of its label; 0: the plain cross-entropy.</param>
public readonly record struct CrossEntropyOptions(PixelMean Mean = PixelMean.OverPixels, float? Ignore = null, float Smoothing = 0, float Focus = 0);

/// <summary>What a cross-entropy reads.</summary>
/// <param name="Logits">Class scores, contiguous, C channels.</param>
/// <param name="Labels">One whole number from 0 to C − 1 for each pixel, contiguous.</param>
/// <param name="PixelWeights">One weight for each pixel, contiguous, or null.</param>
/// <param name="ClassWeights">One weight for each class, contiguous, or null.</param>
public readonly record struct CrossEntropyInputs(Window Logits, Window Labels, Window? PixelWeights = null, Window? ClassWeights = null);
