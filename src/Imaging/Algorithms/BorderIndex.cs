namespace UNetSharp.Imaging;

/// <summary>Brings indices and coordinates beyond the border back inside.</summary>
public static class BorderIndex
{
    /// <summary>The sample that stands at <paramref name="index"/> of a line of <paramref name="length"/> samples; −1 if that is the constant.</summary>
    public static int Inside(this Border border, int index, int length)
    {
        if ((uint)index < (uint)length)
            return index;
        switch (border)
        {
            case Border.Reflect:
                index = Modulo(index, 2 * length);
                return Math.Min(index, 2 * length - 1 - index);
            case Border.Mirror when length > 1:
                index = Modulo(index, 2 * length - 2);
                return Math.Min(index, 2 * length - 2 - index);
            case Border.Mirror:
                return 0;
            case Border.Nearest:
                return Math.Clamp(index, 0, length - 1);
            case Border.Constant:
                return -1;
            default:
                throw new ArgumentOutOfRangeException(nameof(border), border, "A border is Reflect, Mirror, Nearest or Constant.");
        }
    }

    /// <summary>A coordinate inside the line at which the continued line has the same value; NaN if that is the constant.</summary>
    /// <remarks>Inside is 0 to length − 1; for Reflect, whose axes of symmetry lie between samples, half a sample more.</remarks>
    public static double Inside(this Border border, double coordinate, int length)
    {
        if (coordinate >= 0 && coordinate <= length - 1)
            return coordinate;
        switch (border)
        {
            case Border.Reflect:
                // Measured from the left axis of symmetry the line repeats every 2·length and is even.
                var fromAxis = Math.Abs(Math.IEEERemainder(coordinate + 0.5, 2.0 * length));
                return fromAxis - 0.5;
            case Border.Mirror when length > 1:
                return Math.Abs(Math.IEEERemainder(coordinate, 2.0 * (length - 1)));
            case Border.Mirror:
                return 0;
            case Border.Nearest:
                return Math.Clamp(coordinate, 0, length - 1);
            case Border.Constant:
                return double.NaN;
            default:
                throw new ArgumentOutOfRangeException(nameof(border), border, "A border is Reflect, Mirror, Nearest or Constant.");
        }
    }

    private static int Modulo(int a, int b) => (a % b + b) % b;
}
