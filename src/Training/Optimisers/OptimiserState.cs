namespace UNetSharp.Training;

/// <summary>One memory of an optimiser: a number per parameter.</summary>
/// <param name="Name">PyTorch's name of it.</param>
/// <param name="Block">As many numbers as there are parameters, in their order.</param>
public sealed record OptimiserState(string Name, float[] Block);
