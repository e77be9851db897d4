namespace UNetSharp.Kernels;

/// <summary>Marks the largest of the numbers that count: 1 for the k largest, 0 for all others, with k = ⌊share·(how many count)⌋ but at least 1 where any counts.</summary>
/// <remarks>
/// Nothing is sorted. A float32 as an unsigned number of the same order falls into two halves of 16 bits; a histogram of the upper halves tells in which of them the k-th largest lies, one of the
/// lower halves within it which number it is. Of equal numbers the first count, so that the marks depend on the numbers alone.
/// </remarks>
public sealed unsafe class Largest : Kernel
{
    private const int Bins = 1 << 16;
    private readonly Window _numbers, _counted, _result;
    private readonly float _share;
    private Scratch _scratch;

    /// <summary>Binds it.</summary>
    /// <param name="numbers">Any numbers, contiguous.</param>
    /// <param name="counted">0 for those that don't count; as many, contiguous.</param>
    /// <param name="result">The marks: as many, contiguous.</param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public Largest(Window numbers, Window counted, Window result, float share)
    {
        Contiguous.Require("Largest", numbers, counted, result);
        (_numbers, _counted, _result, _share) = (numbers, counted, result, share);
    }

    /// <inheritdoc/>
    public override string Name => "largest numbers";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(Bins, 0);

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(1, this, static (kernel, _, _) => kernel.Find());
    }

    private void Find()
    {
        var bins = new Span<uint>(_scratch.Shared, Bins);
        var all = Count(bins, upper: null);
        var wanted = all == 0 ? 0 : Math.Max(1, (long)MathF.Floor(_share * all)); // in float32, where 0.7·10 is 7
        var (upper, left) = BinOf(bins, wanted);
        Count(bins, (uint)upper);
        var (lower, ties) = BinOf(bins, left);
        Mark(((uint)upper << 16) | (uint)lower, wanted == 0 ? 0 : ties);
    }

    // A histogram of the upper halves, or of the lower halves of those with a given upper half.
    private long Count(Span<uint> bins, uint? upper)
    {
        bins.Clear();
        var all = 0L;
        for (var at = 0L; at < _numbers.Size; at++)
        {
            var key = Key(_numbers.Start[at]);
            if (_counted.Start[at] == 0 || (upper is { } half && key >> 16 != half)) continue;
            bins[(int)(upper is null ? key >> 16 : key & (Bins - 1))]++;
            all++;
        }

        return all;
    }

    // The bin of the k-th largest, and which of the bin's own it is.
    private static (int Bin, long Left) BinOf(Span<uint> bins, long wanted)
    {
        var bin = Bins - 1;
        for (; bin > 0 && bins[bin] < wanted; bin--) wanted -= bins[bin];
        return (bin, wanted);
    }

    // Those above the k-th, and the first of those equal to it.
    private void Mark(uint threshold, long ties)
    {
        var none = ties == 0;
        for (var at = 0L; at < _numbers.Size; at++)
        {
            var key = Key(_numbers.Start[at]);
            var marked = !none && _counted.Start[at] != 0 && (key > threshold || (key == threshold && ties-- > 0));
            _result.Start[at] = marked ? 1 : 0;
        }
    }

    /// <summary>An unsigned number of the same order: negative floats, whose order is turned, have all bits flipped, others the sign alone. The two zeros are one.</summary>
    internal static uint Key(float number)
    {
        var bits = BitConverter.SingleToUInt32Bits(number + 0f);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
