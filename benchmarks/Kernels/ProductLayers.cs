using BenchmarkDotNet.Attributes;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>The layers of cases a to d that are not 3x3 with stride 1 (first layers, heads, strided convolutions of volumes, up-convolutions) and V-Net's 5x5x5: forward with bias, and the gradient to their weights.</summary>
public class ProductLayers : ICountsFlops
{
    private static readonly ThreadTeam _one = new(1);
    private BoundKernel? _forward, _gradient;

    /// <summary>Of the convolution, or of the convolution that an up-convolution is the transpose of.</summary>
    [Params(
        "first 1->64, 572x572", "first 3->64, 512x512", "head 64->2, 388x388", "first 1->32, 9 of 40x56x40", "strided 32->64, 9 of 40x56x40", "strided 64->128, 9 of 20x28x20",
        "up 1024->512, 28x28", "up 256->128, 100x100", "up 128->64, 196x196", "up 64->32, 4 of 128x128", "up 128->64, 9 of 10x14x10", "up 64->32, 9 of 20x28x20", "V-Net 32->32, 32x32x32")]
    public string Layer { get; set; } = "";

    public double Flops
    {
        get
        {
            var (samples, extents, inputs, outputs) = Sizes;
            var positions = IsUp ? extents : Geometry.Output(extents);
            return 2.0 * samples * positions.Product * Geometry.Kernel.Product * inputs * outputs;
        }
    }

    private bool IsUp => Layer.StartsWith("up", StringComparison.Ordinal);

    // "what inputs->outputs, [samples of] extents"
    private (int Samples, Triple Extents, int Inputs, int Outputs) Sizes
    {
        get
        {
            var (channels, places) = (Layer.Split(' ', ',')[1].Split("->"), Layer.Split(", ")[1].Split(" of "));
            var extents = places[^1].Split('x').Select(int.Parse).ToArray();
            return (places.Length == 1 ? 1 : int.Parse(places[0]), new(extents.Length == 3 ? extents[0] : 1, extents[^2], extents[^1]), int.Parse(channels[0]), int.Parse(channels[1]));
        }
    }

    private ConvGeometry Geometry
    {
        get
        {
            var volume = Sizes.Extents.D > 1;
            var (size, stride, padding) = Layer.Split(' ')[0] switch
            {
                "first" => (3, 1, volume ? 1 : 0), // case a has none, which changes little
                "head" => (1, 1, 0),
                "strided" => (3, 2, 1),
                "up" => (2, 2, 0),
                _ => (5, 1, 2),
            };
            return new(InPlane(size, 1), InPlane(stride, 1), Triple.All(1), InPlane(padding, 0), InPlane(padding, 0));

            Triple InPlane(int number, int depth) => new(volume ? number : depth, number, number);
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        var (samples, extents, inputs, outputs) = Sizes;
        var (geometry, width) = (Geometry, VectorWidths.Best);
        var results = IsUp ? new Triple(extents.D * geometry.Stride.D, extents.H * geometry.Stride.H, extents.W * geometry.Stride.W) : geometry.Output(extents);
        var (x, y, bias) = (Values(samples, extents, inputs), Values(samples, results, outputs), BoundKernel.Filled(1, 1, 1, 1, outputs));
        if (IsUp)
        {
            var packed = BoundKernel.Filled(1, 1, 1, 1, (int)ProductConvTransposeWeights.PackedLength(width, geometry, inputs, outputs));
            _forward = new(ProductConvTranspose.Create(width, new(x, packed, y), geometry, new Epilogue(bias, 1)), _one);
            _gradient = new(ConvWeightGradient.Create(width, new(y, Weights(geometry, inputs, outputs), x), geometry, transposed: true), _one);
        }
        else
        {
            var packed = BoundKernel.Filled(1, 1, 1, 1, (int)ProductConvWeights.PackedLength(width, geometry, inputs, outputs));
            _forward = new(ProductConv.Create(width, new(x, packed, y), geometry, new Epilogue(bias, 1)), _one);
            _gradient = new(ConvWeightGradient.Create(width, new(x, Weights(geometry, inputs, outputs), y), geometry), _one);
        }
    }

    [Benchmark]
    public void Forward() => _forward!.Run();

    [Benchmark]
    public void WeightGradient() => _gradient!.Run();

    private static Window Values(int samples, Triple extents, int channels) => BoundKernel.Filled(samples, extents.D, extents.H, extents.W, channels);

    private static Window Weights(ConvGeometry geometry, int inputs, int outputs) =>
        BoundKernel.Filled(geometry.Kernel.D, geometry.Kernel.H, geometry.Kernel.W, inputs, outputs);
}
