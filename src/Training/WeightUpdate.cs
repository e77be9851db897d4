using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Training;

/// <summary>What follows a backward pass: clip, step, average. Two loops of a team over the flat blocks, or one without clipping; the bits do not depend on the number of threads.</summary>
/// <param name="weights">Changed.</param>
/// <param name="gradients">Of the trained parameters; they stay as they are: clipping is a factor that the step applies.</param>
/// <param name="optimiser">The rule of the step.</param>
internal sealed class WeightUpdate(Weights weights, MemoryBlock gradients, Optimiser optimiser)
{
    // 64 KB of each block: what a piece reads of parameters, gradients, two memories and the average stays in the second-level cache until all are done with it.
    private const int PieceLength = 1 << 14;

    private readonly BlockNorm _norm = new(gradients, weights.TrainedLength);
    private float _factor = 1;

    /// <summary>The largest Euclidean norm of the gradient; null: any.</summary>
    public double? ClipNorm { get; set; }

    /// <summary>Weights that follow; null: none.</summary>
    public WeightAverage? Average { get; set; }

    /// <summary>Does all of it.</summary>
    /// <param name="team">The threads.</param>
    /// <param name="learningRate">The length of the step.</param>
    /// <param name="step">Which step, from 1.</param>
    public void Run(ThreadTeam team, double learningRate, long step)
    {
        _factor = ClipNorm is { } most ? (float)Clipping.Factor(_norm.On(team), most) : 1;
        optimiser.Begin(learningRate);
        Average?.Begin(step);

        // Running statistics lie behind the trained parameters: they are averaged too.
        var length = Average is null ? weights.TrainedLength : weights.Length;
        team.For((int)((length + PieceLength - 1) / PieceLength), this, static (update, piece, _) => update.Piece((long)piece * PieceLength));
        weights.Changed();
        Average?.Finish();
    }

    private void Piece(long start)
    {
        var trained = (int)Math.Clamp(weights.TrainedLength - start, 0, PieceLength);
        if (trained > 0) optimiser.Update((int)start, weights.Block.Span(start, trained), gradients.Span(start, trained), _factor);
        Average?.Follow(start, weights.Block.Span(start, (int)Math.Min(weights.Length - start, PieceLength)));
    }
}
