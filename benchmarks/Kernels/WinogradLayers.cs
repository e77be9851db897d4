using BenchmarkDotNet.Attributes;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>The 3x3 layers of the paper's U-Net at 572x572 (but for its first), forward with bias and ReLU, and the gradient to their weights.</summary>
public class WinogradLayers : ICountsFlops
{
    private static readonly ThreadTeam _one = new(1), _two = new(2);
    private BoundKernel? _forward, _gradient;

    [Params(
        "568 64 64", "282 64 128", "280 128 128", "138 128 256", "136 256 256", "66 256 512", "64 512 512", "30 512 1024", "28 1024 1024",
        "54 1024 512", "52 512 512", "102 512 256", "100 256 256", "198 256 128", "196 128 128", "390 128 64", "388 64 64")]
    public string Layer { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    public double Flops
    {
        get
        {
            var (size, inputs, outputs) = Sizes;
            return 18.0 * size * size * inputs * outputs;
        }
    }

    private ThreadTeam Team => Threads == 1 ? _one : _two;

    private (int Size, int Inputs, int Outputs) Sizes
    {
        get
        {
            var numbers = Layer.Split(' ').Select(int.Parse).ToArray();
            return (numbers[0], numbers[1], numbers[2]);
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        var (size, inputs, outputs) = Sizes;
        var geometry = new ConvGeometry(new Triple(1, 3, 3), Triple.All(1), Triple.All(1), default, default);
        var weights = BoundKernel.Filled(1, 3, 3, inputs, outputs);
        var windows = new ConvWindows(Image(size + 2, inputs), weights, Image(size, outputs));
        _forward = new(WinogradConv.Create(VectorWidths.Best, windows, geometry, new Epilogue(BoundKernel.Filled(1, 1, 1, 1, outputs), 0)), Team);
        _gradient = new(WinogradWeightGradient.Create(VectorWidths.Best, windows, geometry), Team);
    }

    [Benchmark]
    public void Forward() => _forward!.Run();

    [Benchmark]
    public void WeightGradient() => _gradient!.Run();

    private static Window Image(int size, int channels) => BoundKernel.Filled(1, 1, size, size, channels);
}
