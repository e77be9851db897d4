namespace UNetSharp.Training;

/// <summary>What became of a data set in a mended copy.</summary>
/// <param name="Cases">Cases written.</param>
/// <param name="Mended">What was changed, in words.</param>
/// <param name="LeftOut">Cases that can't be mended, and why.</param>
public sealed record MendedCopy(int Cases, IReadOnlyList<string> Mended, IReadOnlyList<string> LeftOut);
