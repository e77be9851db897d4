using System.Runtime.Intrinsics;

namespace UNetSharp.Kernels;

/// <summary>Binds dropout: y = x / (1 − p) or 0, the latter with probability p. Its own gradient is the same call on the gradient: the mask is drawn again, not kept.</summary>
/// <remarks>The mask is a function of (seed, stream, step, place) alone (<see cref="Philox"/>): place is the element's index, or that of its sample and channel.</remarks>
public static class Dropout
{
    /// <summary>Drops single numbers.</summary>
    /// <param name="x">Input.</param>
    /// <param name="result">Result; may take the input's place.</param>
    /// <param name="probability">p, at least 0 and below 1.</param>
    /// <param name="stream">The operation's own stream of random numbers.</param>
    /// <param name="counter">Seed and step, read when the kernel runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1).</exception>
    public static Kernel Elements(Window x, Window result, float probability, uint stream, RunCounter counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return new ElementDropoutKernel(x, result, Threshold(probability), stream, counter);
    }

    /// <summary>Drops whole channels of a sample (PyTorch's <c>Dropout2d</c>, <c>Dropout3d</c>).</summary>
    /// <param name="x">Input, contiguous.</param>
    /// <param name="result">Result, contiguous; may take the input's place.</param>
    /// <param name="probability">p, at least 0 and below 1.</param>
    /// <param name="stream">The operation's own stream of random numbers.</param>
    /// <param name="counter">Seed and step, read when the kernel runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is not in [0, 1).</exception>
    /// <exception cref="ArgumentException">A window is not contiguous, or they differ in size.</exception>
    public static Kernel Channels(Window x, Window result, float probability, uint stream, RunCounter counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        Contiguous.Require("Dropout", x, result);
        return new ChannelDropoutKernel(x, result, Threshold(probability), stream, counter);
    }

    private static DropRate Threshold(float probability) => probability is >= 0 and < 1 ? new((uint)(probability * 4294967296.0), 1 / (1 - probability))
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout: a probability of {probability}; it is at least 0 and below 1.");
}

/// <summary>Words below the threshold drop; what stays grows by the scale.</summary>
internal readonly record struct DropRate(uint Threshold, float Scale)
{
    // Without a branch, as nobody can predict a coin: the difference's sign bit, spread over all bits, clears the scale.
    public float Factor(uint word) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(Scale) & ~(int)(((long)word - Threshold) >> 63));
}

/// <summary>The four words of place / 4 decide on four neighbouring elements.</summary>
internal sealed unsafe class ElementDropoutKernel(Window x, Window result, DropRate rate, uint stream, RunCounter counter)
    : PointwiseKernel("dropout", new Sweep("Dropout", result, x))
{
    // Words drawn at a time.
    private const int Batch = 256;

    public override void Line(long element, int length, float* result, float* a, float* b, float* c)
    {
        // One draw serves the elements 4k to 4k + 3, wherever lines begin.
        Span<uint> words = stackalloc uint[Batch];
        var step = Sweep.Step[1];
        for (var at = 0; at < length;)
        {
            var (place, first) = Math.DivRem(element + at, 4);
            var count = Math.Min(length - at, Batch - (int)first);
            var drawn = words[..(((int)first + count + 3) / 4 * 4)];
            Philox.Fill(counter.Seed, stream, counter.Step, (ulong)place, drawn);
            Apply(drawn.Slice((int)first, count), a + (at * step), step, result + at);
            at += count;
        }
    }

    private void Apply(ReadOnlySpan<uint> words, float* from, int step, float* to)
    {
        var at = 0;
        if (step == 1)
        {
            var threshold = Vector256.Create(rate.Threshold);
            var scale = Vector256.Create(rate.Scale);
            for (; at <= words.Length - Vector256<uint>.Count; at += Vector256<uint>.Count)
            {
                var keeps = Vector256.GreaterThanOrEqual(Vector256.Create(words[at..]), threshold).AsSingle();
                (Vector256.Load(from + at) * (scale & keeps)).Store(to + at);
            }
        }

        for (; at < words.Length; at++)
        {
            to[at] = from[at * step] * rate.Factor(words[at]);
        }
    }
}

/// <summary>One word for each channel of each sample.</summary>
internal sealed unsafe class ChannelDropoutKernel(Window x, Window result, DropRate rate, uint stream, RunCounter counter) : Kernel
{
    private readonly int _pixels = x.N == 0 ? 0 : checked((int)(x.Pixels / x.N)), _pixelsInPiece = Math.Max(1, 16 * 1024 / Math.Max(x.C, 1));
    private Scratch _scratch;

    public override string Name => "dropout of channels";

    public override ScratchNeed Scratch => new(0, x.C);

    private int PiecesOfSample => (_pixels + _pixelsInPiece - 1) / _pixelsInPiece;

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        _scratch = scratch;
        team.For(x.N * PiecesOfSample, this, static (kernel, piece, worker) => kernel.Piece(piece, worker));
    }

    private void Piece(int piece, int worker)
    {
        var (sample, part) = Math.DivRem(piece, PiecesOfSample);
        var factors = _scratch.Of(worker);
        for (var c = 0; c < x.C; c++)
        {
            factors[c] = rate.Factor(Philox.Words(counter.Seed, Philox.Counter(stream, counter.Step, ((ulong)sample * (ulong)x.C) + (ulong)c)).A);
        }

        var first = part * _pixelsInPiece;
        var offset = (((long)sample * _pixels) + first) * x.C;
        for (var pixel = 0; pixel < Math.Min(_pixelsInPiece, _pixels - first); pixel++, offset += x.C)
        {
            for (var c = 0; c < x.C; c++)
            {
                result.Start[offset + c] = x.Start[offset + c] * factors[c];
            }
        }
    }
}
