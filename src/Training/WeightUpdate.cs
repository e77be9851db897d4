using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>What a step does to the weights: optimiser and average, in one pass over memory, cut into pieces that any thread may take in any order; the bits depend on neither.</summary>
/// <remarks>
/// Either all of it follows the backward pass, or each parameter is changed as a kernel of it (<see cref="Of"/>) and the rest follows:
/// <code>
/// Begin → pieces, here or there → Finish
/// </code>
/// </remarks>
/// <param name="weights">Changed.</param>
/// <param name="optimiser">The rule of the step. Null: pieces are only counted.</param>
internal sealed class WeightUpdate(Weights weights, Optimiser? optimiser)
{
    // 64 KB of each block: what a piece reads of parameters, gradients, two memories and the average stays in the second-level cache until all are done with it.
    private const int PieceLength = 1 << 14;

    private static readonly float[] NoGradient = new float[PieceLength];

    // The stretches that kernels of the backward pass change.
    private readonly List<(long Start, long End)> _inPassing = [];

    private (long Start, int Length)[] _rest = [];
    private MemoryBlock? _gradients;
    private float _factor = 1;

    /// <summary>Weights that follow; null: none.</summary>
    public WeightAverage? Average { get; set; }

    /// <summary>Begins a step.</summary>
    /// <param name="learningRate">Its length.</param>
    /// <param name="step">Which step, from 1.</param>
    /// <param name="factor">What gradients are multiplied by.</param>
    public void Begin(double learningRate, long step, float factor = 1)
    {
        _factor = factor;
        optimiser!.Begin(learningRate);
        Average?.Begin(step);
    }

    /// <summary>A kernel that changes one parameter as soon as its gradient is there.</summary>
    /// <param name="start">Where it begins among the weights.</param>
    /// <param name="gradient">Its gradient.</param>
    public Kernel Of(long start, Window gradient)
    {
        _inPassing.Add((start, start + gradient.Size));
        return new InPassing(this, start, gradient);
    }

    /// <summary>Ends a step: changes what no kernel has changed.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="gradients">Of the trained parameters; they stay as they are. Null: what is left has none.</param>
    public void Finish(ThreadTeam team, MemoryBlock? gradients)
    {
        _gradients = gradients;
        if (_rest.Length == 0) _rest = [.. Rest()];
        team.For(_rest.Length, this, static (update, piece, _) => update.RestPiece(piece));
        weights.Changed();
        Average?.Finish();
    }

    // Parameters that no gradient reaches, and running statistics behind the trained parameters: these are averaged too.
    private IEnumerable<(long Start, int Length)> Rest()
    {
        var from = 0L;
        foreach (var (start, end) in _inPassing.Order().Append((weights.Length, weights.Length)))
        {
            for (; from < start; from += PieceLength) yield return (from, (int)Math.Min(start - from, PieceLength));
            from = end;
        }
    }

    private void RestPiece(int piece)
    {
        var (start, length) = _rest[piece];
        var trained = (int)Math.Clamp(weights.TrainedLength - start, 0, length);
        Change(start, length, _gradients is null ? NoGradient.AsSpan(0, trained) : _gradients.Span(start, trained));
    }

    // `length` weights, of which those in front that are trained have gradients.
    private void Change(long start, int length, ReadOnlySpan<float> gradients)
    {
        if (gradients.Length > 0) optimiser!.Update((int)start, weights.Block.Span(start, gradients.Length), gradients, _factor);
        Average?.Follow(start, weights.Block.Span(start, length));
    }

    private sealed class InPassing(WeightUpdate update, long start, Window gradient) : Kernel
    {
        private readonly int _length = checked((int)gradient.Size);

        public override string Name => "optimiser, in passing";

        public override void Run(ThreadTeam team, Scratch scratch) => team.For((_length + PieceLength - 1) / PieceLength, this, static (self, piece, _) => self.Piece(piece * PieceLength));

        private void Piece(int from)
        {
            var length = Math.Min(_length - from, PieceLength);
            update.Change(start + from, length, gradient.Span.Slice(from, length));
        }
    }
}
