namespace UNetSharp.Training;

/// <summary>The order of the cases: every epoch has each case once, in an order of its own. Safe for many threads.</summary>
/// <param name="count">How many cases there are.</param>
/// <param name="seed">The run.</param>
internal sealed class ShuffledOrder(int count, ulong seed)
{
    private volatile Epoch? _latest;

    /// <summary>The case of a patch.</summary>
    public int At(long patch)
    {
        var number = patch / count;
        var epoch = _latest;
        // Threads at the turn of an epoch may both make it, alike.
        if (epoch?.Number != number) _latest = epoch = new(number, new RandomDraws(seed, RandomStreams.Order, checked((uint)number)).Permutation(count));
        return epoch.Order[patch % count];
    }

    private sealed record Epoch(long Number, int[] Order);
}
