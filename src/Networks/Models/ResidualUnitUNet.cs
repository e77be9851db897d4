using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>MONAI's U-Net: strided convolutions go down, strided transposed convolutions up, and each level is a residual unit.</summary>
/// <remarks>
/// Kerfoot et al., "Left-ventricle quantification using residual U-Net", STACOM 2018, https://doi.org/10.1007/978-3-030-12029-0_40; <c>monai.networks.nets.UNet</c> with PReLU and instance
/// normalisation without parameters. For 1 channel, 2 classes, 16-32-64-128-256 and two units a level 4,806,481 parameters on volumes, 1,625,161 on images; with batch normalisation, as in its
/// tutorials, 4,808,917. The way around a unit is a convolution where extents or channels change. Without units (units=0) it is the plain network of the same class.
/// </remarks>
public sealed record ResidualUnitUNet : Pyramid
{
    /// <summary>As MONAI's examples have it: 16 channels at first, four halvings.</summary>
    public ResidualUnitUNet() => Width = 16;

    /// <summary>Convolutions of each unit; 0: one convolution without a way around. Default 2.</summary>
    public int Units { get; init; } = 2;

    /// <summary>In front of each activation. Default instance normalisation, which has no parameters here.</summary>
    public Normalisation Normalisation { get; init; } = Normalisation.Instance;

    /// <inheritdoc/>
    private protected override (string Name, object Value)[] Own => [("units", Units), ("norm", Normalisation)];

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static ResidualUnitUNet From(NetworkOptions options) => Read(new ResidualUnitUNet(), options) with
    {
        Units = options.Whole("units", 2, least: 0, most: 16),
        Normalisation = options.OneOf("norm", Normalisation.Instance),
    };

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x) => Level(scope / "model", x, 0, Classes);

    // Down (0), everything below with a skip around it (1), up (2); at the bottom a single layer. Names nest as the levels do.
    private Value Level(Scope scope, Value x, int level, int channels)
    {
        x = Down(scope / 0, x, ChannelsAt(level), stride: 2);
        var below = scope / 1 / "submodule";
        x = x.Concat(level + 1 < Depth ? Level(below, x, level + 1, ChannelsAt(level)) : Down(below, x, ChannelsAt(Depth), stride: 1));
        return Up(scope / 2, x, channels, top: level == 0);
    }

    private Value Down(Scope scope, Value x, int channels, int stride)
    {
        var options = new ConvOptions { Stride = Triple.All(stride) };
        return Units == 0 ? Activated(scope / "adn", (scope / "conv").Conv(x, channels, options)) : Unit(scope, x, channels, options, Units);
    }

    private Value Up(Scope scope, Value x, int channels, bool top)
    {
        var (strided, bare) = (Units == 0 ? scope : scope / 0, top && Units == 0);
        x = (strided / "conv").UpConv(x, channels, new ConvOptions { Stride = Triple.All(2) });
        x = bare ? x : Activated(strided / "adn", x);
        return Units == 0 ? x : Unit(scope / 1, x, channels, new ConvOptions(), units: 1, bareEnd: top);
    }

    // The last unit of all ends with its convolution: its sum is the logits.
    private Value Unit(Scope scope, Value x, int channels, ConvOptions options, int units, bool bareEnd = false)
    {
        var (y, strided) = (x, options.Stride != Triple.All(1));
        for (var i = 0; i < units; i++)
        {
            var unit = scope / "conv" / $"unit{i}";
            y = (unit / "conv").Conv(y, channels, i == 0 ? options : new ConvOptions());
            y = bareEnd && i == units - 1 ? y : Activated(unit / "adn", y);
        }

        var around = strided ? (scope / "residual").Conv(x, channels, options)
            : x.Shape.Channels != channels ? (scope / "residual").Conv(x, channels, kernel: 1) : x;
        return y + around;
    }

    private Value Activated(Scope scope, Value x) =>
        (scope / "A").PRelu(Normalisation == Normalisation.Instance ? x.InstanceNorm() : (scope / "N").Normalise(x, Normalisation));
}
