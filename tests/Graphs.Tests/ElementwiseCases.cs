namespace UNetSharp.Graphs.Tests;

internal static class ElementwiseCases
{
    // Numbers are drawn from −1 to 1: wider, above zero, or off the kink of a function.
    private static readonly Func<double, double> _wide = x => 4 * x, _positive = x => 1.2 + x, _offZero = x => x + Math.CopySign(0.1, x);

    public static IEnumerable<GradientCase> All =>
    [
        Of("relu", x => x.Relu(), _offZero),
        Of("leaky relu", x => x.LeakyRelu(0.2f), _offZero),
        Of("elu", x => x.Elu(1.5f), _wide),
        Of("gelu", x => x.Gelu(), _wide),
        Of("erf", x => x.Erf(), _wide),
        Of("gelu, tanh form", x => x.GeluTanh(), _wide),
        Of("silu", x => x.Silu(), _wide),
        Of("sigmoid", x => x.Sigmoid(), _wide),
        Of("tanh", x => x.Tanh(), _wide),
        Of("softplus", x => x.Softplus(2, 5), _wide),
        Of("mish", x => x.Mish(), _wide),
        Of("hard swish", x => x.HardSwish(), _wide),
        Of("exp", x => x.Exp(), _wide),
        Of("log", x => x.Log(), _positive),
        Of("sqrt", x => x.Sqrt(), _positive),
        Of("abs", x => x.Abs(), _offZero),
        Of("square", x => x.Square(), _wide),
        Of("reciprocal", x => x.Reciprocal(), _positive),
        Of("power 3", x => x.Power(3), _wide),
        Of("power 0.75", x => x.Power(0.75f), _positive),
        Of("constants", x => (1 - (2 * x) + 3) / 4, _wide),
        Of("division of a constant", x => 2 / x, _positive),
        Of("clamp", x => x.Clamp(-1, 2), _wide),
        new("prelu of each channel", [[2, 3, 4, 5], [5]], v => v[0].PRelu(v[1])) { Domain = _offZero },
        new("prelu of all channels", [[2, 3, 4, 5], [1]], v => v[0].PRelu(v[1])) { Domain = _offZero },

        new("sum of two", [[2, 3, 4, 5], [2, 3, 4, 5]], v => v[0] + v[1]),
        new("a value added to itself", [[2, 3]], v => v[0] + v[0]),
        new("bias of each channel", [[2, 3, 4, 5], [5]], v => v[0] + v[1]),
        new("difference, both stretched", [[2, 1, 4, 5], [1, 3, 1, 5]], v => v[0] - v[1]),
        new("product, weights of each pixel", [[2, 3, 4, 5], [2, 3, 4, 1]], v => v[0] * v[1]),
        new("product with one axis less", [[2, 3, 4, 5], [3, 4, 5]], v => v[1] * v[0]),
        new("product of a volume with an image", [[2, 2, 3, 4, 5], [2, 3, 1, 5]], v => v[0] * v[1]),
        new("product with a scalar", [[2, 3, 4, 5], []], v => v[0] * v[1]),
        new("quotient", [[2, 3, 4, 5], [4, 5]], v => v[0] / v[1]) { Domain = _positive },
        new("larger", [[2, 3, 4, 5], [5]], v => v[0].Maximum(v[1])),
        new("smaller", [[2, 3, 4, 5], [3, 1, 5]], v => v[0].Minimum(v[1])),
        new("sum of a crop", [[2, 5, 6, 3], [3]], v => v[0].CropCentre([2, 3, 4, 3]) * v[1]),

        new("sum of all", [[2, 3, 4, 5]], v => v[0].Sum()),
        new("sum over space", [[2, 3, 4, 5]], v => v[0].Sum([1, 2])),
        new("sum over samples and channels, axes gone", [[2, 3, 4, 5]], v => v[0].Sum([0, -1], keepAxes: false)),
        new("mean over channels", [[2, 3, 4, 5]], v => v[0].Mean([-1])),
        new("mean over a volume", [[2, 2, 3, 4, 5]], v => v[0].Mean([1, 2, 3], keepAxes: false)),
        new("sum over three of six axes", [[2, 3, 2, 2, 3, 2]], v => v[0].Sum([1, 3, 5])),
        new("mean over two of six axes, axes gone", [[2, 3, 2, 2, 3, 2]], v => v[0].Mean([0, 4], keepAxes: false)),
        new("stretched to an image", [[2, 1, 1, 5]], v => v[0].BroadcastTo([2, 3, 4, 5])),
        new("stretched by leading axes", [[4, 1]], v => v[0].BroadcastTo([2, 3, 4, 5])),
        new("stretched along two of six axes", [[2, 1, 2, 2, 1, 2]], v => v[0].BroadcastTo([2, 3, 2, 2, 3, 2])),
    ];

    private static GradientCase Of(string name, Func<Value, Value> draw, Func<double, double> domain) => new(name, [[2, 3, 2, 5]], v => draw(v[0])) { Domain = domain };
}
