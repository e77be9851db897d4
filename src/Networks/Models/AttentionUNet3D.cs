using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>Attention U-Net as its authors have it: gates at half the resolution of the skip, steered by the level below; four levels answer, and a 1x1 convolution joins their answers.</summary>
/// <remarks>
/// Oktay et al., MIDL 2018, https://arxiv.org/abs/1804.03999; https://github.com/ozan-oktay/Attention-Gated-Networks, <c>unet_CT_single_att_dsv_3D</c>: 6,213,613 parameters for 1 channel and
/// 2 classes. A gate lets α·x through, α = σ(ψᵀ ReLU(W_x x + W_g g + b_g) + b_ψ), W_x with stride 2 and without bias, α enlarged linearly; no gate on the finest skip.
/// </remarks>
public sealed record AttentionUNet3D : Pyramid
{
    private static readonly Triple _two = Triple.All(2);

    /// <summary>As the reference has it: volumes, 16 channels at first.</summary>
    public AttentionUNet3D() => (Axes, Width) = (3, 16);

    /// <summary>The network that options describe.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static AttentionUNet3D From(NetworkOptions options) => Read(new AttentionUNet3D(), options);

    /// <inheritdoc/>
    protected override Value Draw(Scope scope, Value x)
    {
        var skips = new Stack<Value>();
        for (var level = 1; level <= Depth; level++)
        {
            x = Block(scope / $"conv{level}", x, ChannelsAt(level - 1));
            skips.Push(x);
            x = x.MaxPool(2);
        }

        x = Block(scope / "center", x, ChannelsAt(Depth));
        var gating = scope / "gating" / "conv1";
        var signal = x.ConvNormRelu(gating / 0, gating / 1, x.Shape.Channels, ConvOptions.Pointwise);
        var answers = new Value[Depth];
        for (var level = Depth; level >= 1; level--)
        {
            var skip = level > 1 ? Gate(scope / $"attentionblock{level}", skips.Pop(), signal) : skips.Pop();
            x = Block(scope / $"up_concat{level}" / "conv", skip.Concat(x.Upsample(2)), ChannelsAt(level - 1));
            answers[level - 1] = Answer(scope / $"dsv{level}", x, level);
            signal = x;
        }

        return (scope / "final").Conv(answers[0].Concat(answers.AsSpan(1)), Classes, kernel: 1);
    }

    private static Value Block(Scope scope, Value x, int channels)
    {
        x = x.ConvNormRelu(scope / "conv1" / 0, scope / "conv1" / 1, channels, new ConvOptions());
        return x.ConvNormRelu(scope / "conv2" / 0, scope / "conv2" / 1, channels, new ConvOptions());
    }

    private static Value Gate(Scope scope, Value x, Value signal)
    {
        var (gate, channels) = (scope / "gate_block_1", x.Shape.Channels);
        var theta = (gate / "theta").Conv(x, channels, new ConvOptions { Kernel = _two, Stride = _two, Padding = default(Triple), Bias = false });
        var phi = (gate / "phi").Conv(signal, channels, ConvOptions.Pointwise);
        var alpha = (gate / "psi").Conv((theta + phi).Relu(), 1, ConvOptions.Pointwise).Sigmoid().Upsample(2);
        var passed = (gate / "W" / 1).BatchNorm((gate / "W" / 0).Conv(x * alpha, channels, ConvOptions.Pointwise));
        return passed.ConvNormRelu(scope / "combine_gates" / 0, scope / "combine_gates" / 1, channels, ConvOptions.Pointwise);
    }

    // The finest level answers as it is; the others are enlarged, and have a name below their own for it.
    private Value Answer(Scope scope, Value x, int level) => level == 1 ? scope.Conv(x, Classes, kernel: 1)
        : (scope / "dsv" / 0).Conv(x, Classes, kernel: 1).Upsample(1 << (level - 1));
}
