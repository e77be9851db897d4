using System.CommandLine;
using System.Globalization;
using UNetSharp.Segmentation;

namespace UNetSharp.Cli;

/// <summary>How a model is run over images: --tile, --overlap, --blend, --tta, --memory, --threads.</summary>
internal sealed class TileOptions
{
    private readonly Option<int?> _tile = new("--tile") { Description = "The side of a tile; the next size that the network takes. Else the model's patch, or as large as the memory allows.", HelpName = "N" };
    private readonly Option<double?> _overlap = new("--overlap") { Description = "The share of a tile that the next one answers for too, 0 to below 1. Else 0.5 for padded networks, 0 for valid ones.", HelpName = "0.5" };
    private readonly Option<string?> _blend = new("--blend") { Description = "Where tiles overlap: the nearest alone, or all weighed by the distance from their middle. Else gaussian for padded networks.", HelpName = "none|gaussian" };
    private readonly Option<string?> _averaging = new("--tta") { Description = "Average over the image and its mirror images (8 times the work), or over 7 turns.", HelpName = "none|mirror|rotate" };
    private readonly Option<long?> _memory = ByteSize.Option("What the program may take; half of the machine's if not said.");
    private readonly Option<int> _threads = SharedOptions.Threads();

    public TileOptions()
    {
        _tile.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65536) result.AddError("--tile: expected a whole number from 1 to 65536.");
        });
        _overlap.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } share && !(share >= 0 && share < 1)) result.AddError(string.Create(CultureInfo.InvariantCulture, $"--overlap: expected a share from 0 to below 1, not {share}."));
        });
        _blend.AcceptOnlyFromAmong("none", "gaussian");
        _averaging.AcceptOnlyFromAmong("none", "mirror", "rotate");
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_tile, _overlap, _blend, _averaging, _memory, _threads]) command.Add(option);
    }

    /// <summary>The memory that was named, or half of what the machine has.</summary>
    public long Memory(ParseResult parsed) => parsed.GetValue(_memory) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>All but the memory.</summary>
    public PredictorOptions Read(ParseResult parsed) => new()
    {
        Tile = parsed.GetValue(_tile),
        Overlap = parsed.GetValue(_overlap),
        Blend = parsed.GetValue(_blend) switch
        {
            null => null,
            "none" => Blend.None,
            _ => Blend.Gaussian,
        },
        Averaging = parsed.GetValue(_averaging) switch
        {
            "mirror" => Averaging.Mirror,
            "rotate" => Averaging.Rotate,
            _ => Averaging.None,
        },
        Team = SharedOptions.Plan(parsed.GetValue(_threads)).Team,
    };
}
