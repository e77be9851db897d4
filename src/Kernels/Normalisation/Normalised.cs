namespace UNetSharp.Kernels;

/// <summary>What is normalised, with which statistics and by which parameters.</summary>
/// <param name="X">Input.</param>
/// <param name="Moments">[N or 1, 1, 1, 2, S]: means, then biased variances, as <see cref="Normalisation.Moments"/> writes them.</param>
/// <param name="Gamma">The factor of each channel; null for 1.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="NegativeSlope">The slope of the activation below zero; 1 for none.</param>
public sealed record Normalised(Window X, Window Moments, Window? Gamma, float Epsilon, float NegativeSlope = 1)
{
    // Layer normalisation: each sample is a pixel, and all its channels are one set.
    internal bool IsByRows => X is { D: 1, H: 1, W: 1 } && Moments.C == 1 && Moments.N == X.N;

    internal void Check()
    {
        Normalisation.CheckMoments(X, Moments);
        Normalisation.CheckChannels("gamma", X, Gamma);
        if (Epsilon < 0)
        {
            throw new ArgumentException($"Normalisation: epsilon is {Epsilon}; it must not be negative.");
        }
    }
}

/// <summary>The gradient that reaches the output of a normalisation, and what its activation needs to pass it on.</summary>
/// <param name="Dy">The gradient of the output.</param>
/// <param name="Y">The output, whose sign says which side of the activation it is on; null without activation.</param>
public sealed record OutputGradient(Window Dy, Window? Y = null)
{
    // Without an activation the slope is 1 and any numbers will do for the sign: dy itself, which is in the cache.
    internal Window Sign => Y ?? Dy;

    internal void Check(Window x)
    {
        Normalisation.CheckExtents("output's gradient", x, Dy);
        Normalisation.CheckExtents("output", x, Sign);
    }
}
