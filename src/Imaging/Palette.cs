namespace UNetSharp.Imaging;

/// <summary>The colours of an indexed image: sample i stands for the i-th colour. Masks are often stored so, and then the index is the label.</summary>
public sealed class Palette
{
    private readonly Colour[] _colours;

    /// <summary>A palette of the given colours.</summary>
    /// <exception cref="ArgumentException">There are none, or more than 65,536 (the most that 16 bits can name).</exception>
    public Palette(params ReadOnlySpan<Colour> colours)
    {
        if (colours.Length is 0 or > 65536)
        {
            throw new ArgumentException($"A palette has 1 to 65,536 colours, not {colours.Length}.", nameof(colours));
        }

        _colours = colours.ToArray();
    }

    /// <summary>How many colours there are.</summary>
    public int Count => _colours.Length;

    /// <summary>Whether any colour is not opaque.</summary>
    public bool HasAlpha => Array.Exists(_colours, colour => colour.A != 255);

    /// <summary>Whether index i is the grey i, for all of 256: then the samples are grey levels, in a format that has no other way to say so.</summary>
    public bool IsGreyRamp => Count == 256 && !_colours.Where((colour, i) => colour != new Colour((byte)i, (byte)i, (byte)i)).Any();

    /// <summary>The colour of an index; opaque black for an index past the end, which is what viewers show for such damaged files.</summary>
    public Colour this[int index] => index < _colours.Length ? _colours[index] : Colour.Black;
}
