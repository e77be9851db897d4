namespace UNetSharp.Training;

/// <summary>What the weight of a pixel in the loss is made of.</summary>
public enum WeightFormula
{
    /// <summary>Every pixel weighs 1.</summary>
    None,

    /// <summary>The weight of the pixel's class alone.</summary>
    Classes,

    /// <summary>The weight of the class and the border term of the 2015 paper: w = w_c + w0·exp(−(d1 + d2)² / 2σ²).</summary>
    Paper2015,

    /// <summary>The weights of the U-Net plugin of 2019: foreground 1; background little, but more near objects and much between them.</summary>
    Plugin2019,
}
