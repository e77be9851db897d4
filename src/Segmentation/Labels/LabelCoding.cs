namespace UNetSharp.Segmentation;

/// <summary>How a mask file tells classes apart.</summary>
public enum LabelCoding
{
    /// <summary>By numbers: grey values, or the indices of a palette.</summary>
    Values,

    /// <summary>By colours, written 0xRRGGBB.</summary>
    Colours,

    /// <summary>By dark and bright: values from 128 on are class 1. For masks blurred by JPEG compression or anti-aliasing.</summary>
    Threshold,

    /// <summary>By objects: each number but 0 is one object, and all objects are class 1.</summary>
    Instances,
}
