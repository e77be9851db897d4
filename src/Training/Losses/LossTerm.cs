namespace UNetSharp.Training;

/// <summary>One loss of several.</summary>
/// <param name="Loss">Which.</param>
/// <param name="Weight">Its factor. Default 1.</param>
public sealed record LossTerm(LossOptions Loss, float Weight = 1);
