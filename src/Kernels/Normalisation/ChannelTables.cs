namespace UNetSharp.Kernels;

/// <summary>Numbers for each channel, repeated over the period of a walk: what a register of the period's place reads.</summary>
internal static unsafe class ChannelTables
{
    /// <summary>The parameter of a channel, or what stands for it.</summary>
    public static float Of(in Window? parameter, int channel, float otherwise) => parameter is { } given ? given.Start[channel] : otherwise;

    /// <summary>Repeats the first <paramref name="channels"/> numbers of a table up to its end.</summary>
    public static void Repeat(float* table, int channels, int period)
    {
        for (var at = channels; at < period; at++)
        {
            table[at] = table[at - channels];
        }
    }
}
