namespace UNetSharp.Imaging.Formats.Png;

/// <summary>The filters that make rows easier to compress, and their inverses. A filter works on bytes, whatever the depth of the samples.</summary>
/// <remarks>
/// https://www.w3.org/TR/png-3/#9Filter-types. Names there: x the byte being filtered, a the byte one pixel to its left, b the byte above x, c the byte above a;
/// bytes outside the picture are 0.
/// </remarks>
internal static class PngFilter
{
    public const int Count = 5;

    /// <summary>Recovers a row in place.</summary>
    /// <param name="filter">The filter's number, 0 to 4.</param>
    /// <param name="row">The filtered bytes; the bytes themselves afterwards.</param>
    /// <param name="above">The row above, recovered; zeros for the first row.</param>
    /// <param name="distance">Bytes a pixel.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 1:   // Sub: Recon(x) = Filt(x) + Recon(a)
                for (var i = distance; i < row.Length; i++) row[i] += row[i - distance];
                break;
            case 2:   // Up: Recon(x) = Filt(x) + Recon(b)
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                break;
            case 3:   // Average: Recon(x) = Filt(x) + floor((Recon(a) + Recon(b)) / 2)
                for (var i = 0; i < Math.Min(distance, row.Length); i++) row[i] += (byte)(above[i] >> 1);
                for (var i = distance; i < row.Length; i++) row[i] += (byte)((row[i - distance] + above[i]) >> 1);
                break;
            case 4:   // Paeth: Recon(x) = Filt(x) + PaethPredictor(Recon(a), Recon(b), Recon(c)); without a and c the predictor is b
                for (var i = 0; i < Math.Min(distance, row.Length); i++) row[i] += above[i];
                for (var i = distance; i < row.Length; i++) row[i] += Paeth(row[i - distance], above[i], above[i - distance]);
                break;
        }
    }

    /// <summary>Filters a row.</summary>
    /// <param name="filter">The filter's number, 0 to 4.</param>
    /// <param name="row">The bytes themselves.</param>
    /// <param name="above">The row above; zeros for the first row.</param>
    /// <param name="distance">Bytes a pixel.</param>
    /// <param name="filtered">As long as the row.</param>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> filtered)
    {
        above = above[..row.Length];
        filtered = filtered[..row.Length];
        for (var i = 0; i < Math.Min(distance, row.Length); i++)
        {
            filtered[i] = (byte)(row[i] - filter switch { 2 or 4 => above[i], 3 => above[i] >> 1, _ => 0 });
        }

        switch (filter)
        {
            case 0:
                row.CopyTo(filtered);
                break;
            case 1:
                for (var i = distance; i < row.Length; i++) filtered[i] = (byte)(row[i] - row[i - distance]);
                break;
            case 2:
                for (var i = distance; i < row.Length; i++) filtered[i] = (byte)(row[i] - above[i]);
                break;
            case 3:
                for (var i = distance; i < row.Length; i++) filtered[i] = (byte)(row[i] - ((row[i - distance] + above[i]) >> 1));
                break;
            default:
                for (var i = distance; i < row.Length; i++) filtered[i] = (byte)(row[i] - Paeth(row[i - distance], above[i], above[i - distance]));
                break;
        }
    }

    // Section 9.4: of a, b and c the one nearest to p = a + b − c, ties going to a before b before c.
    private static byte Paeth(int a, int b, int c)
    {
        // |p − a| = |b − c|, |p − b| = |a − c|, |p − c| = |a + b − 2c|
        int pa = Math.Abs(b - c), pb = Math.Abs(a - c), pc = Math.Abs(a + b - (2 * c));
        return (byte)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
    }
}
