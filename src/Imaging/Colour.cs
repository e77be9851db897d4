namespace UNetSharp.Imaging;

/// <summary>A colour of 8 bits a component.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Opacity: 0 clear, 255 (the default) opaque.</param>
public readonly record struct Colour(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>Opaque black.</summary>
    public static Colour Black { get; } = new(0, 0, 0);
}
