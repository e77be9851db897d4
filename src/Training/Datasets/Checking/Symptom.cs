namespace UNetSharp.Training;

/// <summary>What is wrong with a data set, or worth knowing of it.</summary>
public enum Symptom
{
    /// <summary>A file can't be read.</summary>
    Unreadable,

    /// <summary>An image has no mask.</summary>
    MissingMask,

    /// <summary>A mask has no image.</summary>
    MissingImage,

    /// <summary>A mask is of another size than its image.</summary>
    SizeDiffers,

    /// <summary>Images have different numbers of channels.</summary>
    ChannelsDiffer,

    /// <summary>The distances of pixels of a mask are not those of its image.</summary>
    SpacingDiffers,

    /// <summary>An image holds values that are not numbers.</summary>
    NotFinite,

    /// <summary>All pixels of an image are equal.</summary>
    ConstantImage,

    /// <summary>A mask looks like its image.</summary>
    MaskIsImage,

    /// <summary>A mask of one number only.</summary>
    EmptyMask,

    /// <summary>All masks together hold one class.</summary>
    OneClass,

    /// <summary>A class that hardly occurs.</summary>
    SmallClass,

    /// <summary>A class that occurs in one case only.</summary>
    RareClass,

    /// <summary>There is one case.</summary>
    OneImage,

    /// <summary>Two classes are written as 0 and 255.</summary>
    BlackAndWhite,

    /// <summary>The numbers of the classes are not 0, 1, 2, ….</summary>
    LabelGaps,

    /// <summary>Classes are written as colours.</summary>
    ColourMask,

    /// <summary>Masks have palettes.</summary>
    PaletteMask,

    /// <summary>One index stands for different colours in different files.</summary>
    PalettesDisagree,

    /// <summary>Black and white with greys between, from JPEG compression or smooth edges.</summary>
    BlurredMask,

    /// <summary>More numbers than classes can be.</summary>
    TooManyValues,

    /// <summary>A mask holds a number that is no class.</summary>
    UnknownValue,

    /// <summary>Masks number objects.</summary>
    InstanceMask,
}
