using BenchmarkDotNet.Attributes;
using UNetSharp.Imaging;
using UNetSharp.Training;

namespace UNetSharp.Pipeline.Benchmarks;

/// <summary>One patch, drawn, warped and changed: what a loader's thread does while a training step runs.</summary>
public class Patches
{
    private static readonly SegmentationData Data = new SyntheticCells { Height = 512, Width = 512 }.Create(seed: 1, count: 4);

    private readonly PatchSampler _default = new(Data, new PatchOptions(new Extent(256, 256)) { Augmentation = AugmentationOptions.Default, Weights = WeightMapOptions.Paper2015 }, seed: 1);
    private readonly PatchSampler _paper = new(Data, new PatchOptions(new Extent(572, 572), new Extent(388, 388)) { Augmentation = AugmentationOptions.Paper2015, Weights = WeightMapOptions.Paper2015 }, seed: 1);
    private readonly float[] _image = new float[572 * 572], _weights = new float[388 * 388];
    private readonly int[] _labels = new int[388 * 388];
    private long _number;

    /// <summary>256x256 with all augmentation of the default recipe.</summary>
    [Benchmark]
    public string Default() => _default.Draw(_number++ % 1000, _image.AsSpan(0, 256 * 256), _labels.AsSpan(0, 256 * 256), _weights.AsSpan(0, 256 * 256));

    /// <summary>572x572 → 388x388 with the paper's.</summary>
    [Benchmark]
    public string Paper() => _paper.Draw(_number++ % 1000, _image, _labels, _weights);
}
