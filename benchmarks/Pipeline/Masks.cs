using BenchmarkDotNet.Attributes;
using UNetSharp.Imaging;
using UNetSharp.Segmentation;
using UNetSharp.Segmentation.Metrics;
using UNetSharp.Training;

namespace UNetSharp.Pipeline.Benchmarks;

/// <summary>What is done to whole masks of 512x512 with some 230 cells: weights before training, objects behind the network, scores.</summary>
public class Masks
{
    private static readonly Extent Extent = new(512, 512);

    private readonly LabelledMask _mask;
    private readonly float[] _foreground;

    public Masks()
    {
        var (_, objects) = new SyntheticCells { Height = 512, Width = 512 }.Draw(seed: 1, number: 0);
        _mask = LabelledMask.OfObjects(objects.ToLabels(), Extent);
        _foreground = GaussianFilter.Smooth(Array.ConvertAll(_mask.Labels, label => (float)label), Extent, PerAxis.Same(1));
    }

    /// <summary>The paper's weight map.</summary>
    [Benchmark]
    public float[] WeightMap() => Training.WeightMap.Compute(_mask.Labels, _mask.Objects, Extent, [1, 1], WeightMapOptions.Paper2015);

    /// <summary>The exact Euclidean distance to the background.</summary>
    [Benchmark]
    public float[] Distances() => DistanceTransform.Euclidean(Array.ConvertAll(_mask.Labels, label => label != 0), Extent, PerAxis.Same(1));

    /// <summary>Touching objects told apart.</summary>
    [Benchmark]
    public Components Instances() => new InstanceSeparation { Gap = 2 }.Separate(_foreground, Extent);

    /// <summary>F1 of objects.</summary>
    [Benchmark]
    public InstanceMatching Matching() => InstanceMatching.Between(_mask.Objects, _mask.Objects);
}
