using BenchmarkDotNet.Attributes;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>What lies between convolutions, over the first level of case c (four images of 256x256 pixels with 32 channels, 33.5 MB): bound by memory, so the rate to look at is bytes in a second.</summary>
public class Passes
{
    private const int Samples = 4, Size = 256, Channels = 32;
    private static readonly ThreadTeam _one = new(1);
    private BoundKernel? _pass;

    [Params("copy", "moments", "normalise", "normalise sums", "normalise gradient", "max pooling", "max pooling gradient", "add")]
    public string Pass { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var width = VectorWidths.Best;
        var (x, y, dy, half, dHalf) = (Values(Size), Values(Size), Values(Size), Values(Size / 2), Values(Size / 2));
        var (moments, sums, gamma) = (BoundKernel.Filled(1, 1, 1, 2, Channels), BoundKernel.Filled(1, 1, 1, 2, Channels), BoundKernel.Filled(1, 1, 1, 1, Channels));
        var (normalised, windows) = (new Normalised(x, moments, gamma, gamma, 1e-5f, NegativeSlope: 0), new PoolGeometry(new(1, 2, 2), new(1, 2, 2), default));
        Kernel kernel = Pass switch
        {
            "moments" => Normalisation.Moments(x, moments, width),
            "normalise" => Normalisation.Forward(normalised, y, width),
            "normalise sums" => Normalisation.Sums(normalised, dy, sums, width),
            "normalise gradient" => Normalisation.Gradient(normalised, dy, sums, dy, width),
            "max pooling" => MaxPooling.Forward(x, half, windows, width),
            "max pooling gradient" => MaxPooling.Gradient(x, dHalf, y, windows, width),
            "add" => Pointwise.Binary(default(AddFunction), x, dy, y),
            _ => new CopyWindows([x], y),
        };
        _pass = new(kernel, _one);
    }

    [Benchmark]
    public void Run() => _pass!.Run();

    private static Window Values(int size) => BoundKernel.Filled(Samples, 1, size, size, Channels);
}
