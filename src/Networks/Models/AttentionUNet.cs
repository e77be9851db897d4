using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Attention U-Net in its widespread port: gates on the skips, steered by what comes up to the same level.</summary>
/// <remarks>
/// Oktay et al., "Attention U-Net: learning where to look for the pancreas", MIDL 2018, https://arxiv.org/abs/1804.03999, as LeeJunHyun's <c>AttU_Net</c>: 34,878,573 parameters for 3 channels and
/// 1 class. Without gates (attention=no) it is his <c>U_Net</c>, 34,527,041. The authors' own form, whose gates work at half the resolution, is <see cref="AttentionUNet3D"/>.
/// </remarks>
public sealed record AttentionUNet : NearestUpUNet
{
    /// <summary>As the reference has it: three channels, one class, with gates.</summary>
    public AttentionUNet() => (Channels, Classes, Attention) = (3, 1, true);

    /// <inheritdoc/>
    private protected override string LevelName => "Conv";

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static AttentionUNet From(NetworkOptions options) => Read(new AttentionUNet(), options) with { Attention = options.YesOrNo("attention", true) };

    /// <inheritdoc/>
    private protected override Value Block(Scope scope, Value x, int channels) => x.DoubleConv(scope / "conv", channels, bias: true);
}
