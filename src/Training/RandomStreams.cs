namespace UNetSharp.Training;

/// <summary>Numbers of the streams of random numbers that the data draw from, so that no two purposes share a number.</summary>
/// <remarks>They lie far above the numbers of layers, which count from 0.</remarks>
internal static class RandomStreams
{
    /// <summary>Which cases are for training and which for validation.</summary>
    public const uint Split = 0xDA7A_0000;

    /// <summary>The order of the cases in each epoch.</summary>
    public const uint Order = 0xDA7A_0001;

    /// <summary>Places, deformations and intensities of patches.</summary>
    public const uint Patches = 0xDA7A_0002;

    /// <summary>Noise added to the pixels of patches.</summary>
    public const uint Noise = 0xDA7A_0003;

    /// <summary>Dense fields of displacements.</summary>
    public const uint Displacements = 0xDA7A_0004;

    /// <summary>Which pixels of a class are remembered as places for patches.</summary>
    public const uint Places = 0xDA7A_0005;

    /// <summary>Synthetic images.</summary>
    public const uint Synthesis = 0xDA7A_0006;

    /// <summary>Noise of synthetic images.</summary>
    public const uint SynthesisNoise = 0xDA7A_0007;
}
