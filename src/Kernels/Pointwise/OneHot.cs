namespace UNetSharp.Kernels;

/// <summary>Labels as indicator channels: result[.., c] = 1 where the label is c, else 0. Any other label gives zeros everywhere, so an ignored one counts nowhere.</summary>
public sealed unsafe class OneHot : Kernel
{
    private const int PixelsInPiece = 4096;
    private readonly Window _labels, _result;

    /// <summary>Binds it.</summary>
    /// <param name="labels">One number for each pixel, contiguous.</param>
    /// <param name="result">As many pixels, one channel for each class, contiguous.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public OneHot(Window labels, Window result)
    {
        Contiguous.Require("OneHot", labels);
        Contiguous.Require("OneHot", result);
        (_labels, _result) = labels.Size == result.Pixels ? (labels, result)
            : throw new ArgumentException($"OneHot: {labels} holds {labels.Size} labels, {result} has {result.Pixels} pixels.");
    }

    /// <inheritdoc/>
    public override string Name => "one-hot";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(checked((int)((_result.Pixels + PixelsInPiece - 1) / PixelsInPiece)), this, static (kernel, piece, worker) =>
        {
            var (first, classes) = ((long)piece * PixelsInPiece, kernel._result.C);
            for (var pixel = first; pixel < Math.Min(first + PixelsInPiece, kernel._result.Pixels); pixel++)
            {
                var label = kernel._labels.Start[pixel];
                for (var c = 0; c < classes; c++)
                {
                    kernel._result.Start[(pixel * classes) + c] = label == c ? 1 : 0;
                }
            }
        });
    }
}
