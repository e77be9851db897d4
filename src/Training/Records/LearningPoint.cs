namespace UNetSharp.Training;

/// <summary>How the learning stood over the last few steps: one line of the training record.</summary>
/// <param name="Step">Steps taken when it was written, from 1.</param>
/// <param name="Seconds">Seconds of training until then, over all resumptions.</param>
/// <param name="Loss">The mean loss of the steps since the point before.</param>
/// <param name="LearningRate">The learning rate of the last of them.</param>
/// <param name="ImagesPerSecond">Patches learnt from in a second, waiting included and validation not.</param>
/// <param name="Waited">The share of the time spent waiting for patches, 0 to 1.</param>
public sealed record LearningPoint(long Step, double Seconds, double Loss, double LearningRate, double ImagesPerSecond, double Waited);
