using System.Globalization;

namespace UNetSharp.Training;

/// <summary>The loss is no number any more: the training has stopped, and what was saved before stands.</summary>
/// <param name="step">The step in which it was seen, from 1.</param>
/// <param name="loss">The loss.</param>
/// <param name="learningRate">The learning rate of that step.</param>
/// <param name="clipped">Whether gradients were clipped.</param>
public sealed class TrainingDivergedException(long step, double loss, double learningRate, bool clipped)
    : ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"The loss became {loss} in step {step}, at a learning rate of {learningRate:0.###e0}. Train with a lower one ({learningRate / 10:0.###e0}){(clipped ? "" : ", or with gradients clipped (clipNorm: 1)")}; `unet check` tells whether an image holds NaN. The last checkpoint is as it was."))
{
    /// <summary>The step in which it was seen, from 1.</summary>
    public long Step { get; } = step;

    /// <summary>The learning rate of that step.</summary>
    public double LearningRate { get; } = learningRate;
}
