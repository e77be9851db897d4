using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>An image and its mask. Both are read when asked for.</summary>
/// <param name="name">What tells it from the other cases: the stem of the image's file.</param>
/// <param name="image">Where the image comes from.</param>
/// <param name="mask">Where the mask comes from.</param>
public sealed class SegmentationCase(string name, ImageSource image, ImageSource mask)
{
    /// <summary>What tells it from the other cases.</summary>
    public string Name { get; } = name;

    /// <summary>Where the image comes from.</summary>
    public ImageSource Image { get; } = image;

    /// <summary>Where the mask comes from.</summary>
    public ImageSource Mask { get; } = mask;

    /// <summary>The image with the channels that a network sees (<see cref="NetworkChannels"/>); its spacing tells the size of its pixels.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that can't be read.</exception>
    public Image ReadImage() => NetworkChannels.Of(Image.Read());

    /// <summary>The mask as its file has it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that can't be read.</exception>
    public Image ReadMask() => Mask.Read();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
