using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>A small network drawn by lot: convolutions of several kinds, pooling, up-convolutions, skips with crops of odd sizes, sums, activations.</summary>
public sealed class RandomNetwork
{
    private readonly Random _random;
    private readonly List<Value> _skips = [];
    private int _layers;

    public RandomNetwork(int seed, bool training = true)
    {
        _random = new Random(seed);
        Graph = new Graph(training);
        var volume = _random.Next(4) == 0;
        Shape input = volume ? [1, 5, _random.Next(7, 10), _random.Next(7, 10), _random.Next(1, 4)] : [_random.Next(1, 3), _random.Next(12, 20), _random.Next(12, 20), _random.Next(1, 4)];
        Input = Graph.Input("x", input);
        var value = Input;
        for (var layer = _random.Next(3, 8); layer > 0; layer--)
        {
            value = Layer(value);
        }

        Output = value;
        Functional = Graph.Input("functional", Output.Shape);
        Loss = (Output * Functional).Sum();
    }

    public Graph Graph { get; }

    public Value Input { get; }

    public Value Output { get; }

    public Value Functional { get; }

    public Value Loss { get; }

    private Value Layer(Value x)
    {
        _skips.Add(x);
        var spatial = x.Shape.Spatial;
        switch (_random.Next(8))
        {
            case 0 when Math.Min(spatial.H, spatial.W) >= 4:
                return x.MaxPool(2);
            case 1:
                return Conv(x, kernel: 1, _random.Next(1, 20), padding: 0).LeakyRelu(0.1f);
            case 2 when spatial.H * spatial.W < 100:
                return Up(x, _random.Next(1, 6));
            case 3 when Larger(x) is { } skip:
                return skip.CropCentre(x.Shape).Concat(x);
            case 4:
                var twin = Conv(x, 3, x.Shape.Channels, padding: 1);
                return (twin + x).Relu();
            case 5:
                return x.Slice(axis: -1, 0, Math.Max(1, x.Shape.Channels / 2)).Concat(x.Sigmoid());
            default:
                // Wide enough, now and then, for Winograd.
                return Conv(x, 3, _random.Next(2) == 0 ? _random.Next(1, 8) : _random.Next(16, 20), padding: 1).Relu();
        }
    }

    private Value? Larger(Value x) => _skips.LastOrDefault(skip => skip != x && skip.Shape.Spatial is var s && s.D >= x.Shape.Spatial.D && s.H > x.Shape.Spatial.H && s.W > x.Shape.Spatial.W);

    private Value Conv(Value x, int kernel, int channels, int padding)
    {
        var volume = x.Shape.Rank == 5;
        Shape shape = volume ? [kernel, kernel, kernel, x.Shape.Channels, channels] : [kernel, kernel, x.Shape.Channels, channels];
        var product = x.Conv(Parameter("weight", shape, ParameterKind.Convolution), padding: new Triple(volume ? padding : 0, padding, padding));
        return _random.Next(2) == 0 ? product : product + Parameter("bias", [channels], ParameterKind.Plain);
    }

    private Value Up(Value x, int channels)
    {
        Shape shape = x.Shape.Rank == 5 ? [1, 2, 2, x.Shape.Channels, channels] : [2, 2, x.Shape.Channels, channels];
        return x.ConvTranspose(Parameter("weight", shape, ParameterKind.TransposedConvolution), new Triple(1, 2, 2));
    }

    private Value Parameter(string name, Shape shape, ParameterKind kind) =>
        Graph.Parameter(new Parameter($"{_layers++}.{name}", shape, Initialiser.Torch(Math.Max(shape.Elements / shape.Channels, 1)), kind));
}
