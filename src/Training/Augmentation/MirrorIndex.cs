namespace UNetSharp.Training;

/// <summary>Indices beyond the border, mirrored about the centre of the last pixel: d c b | a b c d | c b a.</summary>
internal static class MirrorIndex
{
    /// <summary>The pixel that stands at an index of a line.</summary>
    public static int Of(int index, int length)
    {
        if ((uint)index < (uint)length) return index;
        if (length == 1) return 0;
        var period = (2 * length) - 2;
        index = ((index % period) + period) % period;
        return Math.Min(index, period - index);
    }
}
