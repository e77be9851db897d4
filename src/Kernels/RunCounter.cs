namespace UNetSharp.Kernels;

/// <summary>What random kernels read when they run: with the element's position it is the whole state of the random numbers, so a resumed run draws what the first one would have drawn.</summary>
public sealed class RunCounter
{
    /// <summary>The seed of the training run.</summary>
    public ulong Seed { get; set; }

    /// <summary>The training step.</summary>
    public uint Step { get; set; }
}
