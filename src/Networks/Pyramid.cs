using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A network whose levels have half the extents and twice the channels of the finer one: what most networks of the literature have in common, with a name for each number.</summary>
/// <remarks>Each network's own constructor sets the reference's numbers; any can be changed, so that a network can be made as light as a task allows.</remarks>
public abstract record Pyramid : Network
{
    /// <summary>Channels of the image. Default 1.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>Classes, background included. Default 2.</summary>
    public int Classes { get; init; } = 2;

    /// <summary>2 for images, 3 for volumes. Default: the reference's.</summary>
    public int Axes { get; init; } = 2;

    /// <summary>Channels of the finest level. Default: the reference's.</summary>
    public int Width { get; init; } = 64;

    /// <summary>How often the resolution is halved. Default: the reference's.</summary>
    public int Depth { get; init; } = 4;

    /// <inheritdoc/>
    public sealed override int InputChannels => Channels;

    /// <inheritdoc/>
    public sealed override int OutputChannels => Classes;

    /// <inheritdoc/>
    public sealed override int Dimensions => Axes;

    /// <inheritdoc/>
    public override Shape TypicalInput
    {
        get
        {
            var side = Math.Max(Axes == 3 ? 64 : 256, 1 << Depth);
            return Axes == 3 ? [1, side, side, side, Channels] : [1, side, side, Channels];
        }
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, string> Options =>
        NetworkOptions.Written([("channels", Channels), ("classes", Classes), ("dims", Axes), ("width", Width), ("depth", Depth), .. Own]);

    /// <summary>Options beyond those that all have.</summary>
    private protected virtual (string Name, object Value)[] Own => [];

    /// <summary>Channels of a level, 0 for the finest.</summary>
    protected int ChannelsAt(int level) => Width << level;

    /// <inheritdoc/>
    protected override void RequireSize(Shape input) =>
        RequireEach(input, (_, size) => size >= 1 && size % (1 << Depth) == 0, $"{Depth} halvings");

    /// <summary>A network with the options that all have.</summary>
    private protected static T Read<T>(T network, NetworkOptions options) where T : Pyramid
    {
        ArgumentNullException.ThrowIfNull(options);
        return network with
        {
            Channels = options.Whole("channels", network.Channels, least: 1, most: 4096),
            Classes = options.Whole("classes", network.Classes, least: 1, most: 4096),
            Axes = options.Whole("dims", network.Axes, least: 2, most: 3),
            Width = options.Whole("width", network.Width, least: 1, most: 4096),
            Depth = options.Whole("depth", network.Depth, least: 1, most: 8),
        };
    }
}
