using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>What is done with one register's worth of the channels of a pixel.</summary>
internal interface IChannelBody
{
    /// <summary>Does it for the channels [channel, channel + lanes).</summary>
    void Run<TLane>(int channel) where TLane : unmanaged, ILane<TLane>;
}

/// <summary>The loop over the channels of a pixel: whole registers first, then what remains in ever narrower ones, so that nothing is read or written beyond the last channel.</summary>
/// <remarks>17 channels in 512 bits are 16 + 1, 13 are 8 + 4 + 1, 3 are 1 + 1 + 1.</remarks>
internal static class ChannelLoop
{
    /// <summary>Runs a body over the channels [first, end).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLane, TBody>(int first, int end, ref TBody body)
        where TLane : unmanaged, ILane<TLane> where TBody : struct, IChannelBody
    {
        var (channel, local) = (first, body); // a local copy lives in registers, what a reference points to does not
        for (; channel + TLane.Count <= end; channel += TLane.Count)
        {
            local.Run<TLane>(channel);
        }

        if (TLane.Count > 1 && channel < end)
        {
            channel = Remainder<TLane, TBody>(channel, end, ref body);
            for (; channel < end; channel++)
            {
                body.Run<Lane1>(channel);
            }
        }
    }

    private static int Remainder<TLane, TBody>(int channel, int end, ref TBody body)
        where TLane : unmanaged, ILane<TLane> where TBody : struct, IChannelBody
    {
        if (TLane.Count > 8 && channel + 8 <= end)
        {
            body.Run<Lane256>(channel);
            channel += 8;
        }

        if (TLane.Count > 4 && channel + 4 <= end)
        {
            body.Run<Lane128>(channel);
            channel += 4;
        }

        return channel;
    }
}
