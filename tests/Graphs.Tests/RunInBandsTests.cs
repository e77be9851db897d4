using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Convolutions computed in bands of rows: less memory, the same bits.</summary>
public class RunInBandsTests
{
    // Four times the channels at a width of 70: some of the convolutions are computed in tiles of 6 rows, in bands of 24, others in tiles of 4. 62 rows are too few to save memory by that.
    // So small, the working memory of kernels is as large as a value, and not every height has bands that save anything.
    public static TheoryData<int, int, int, int, VectorWidth> Cases => new(
        from padding in (int[])[0, 1]
        from samples in (int[])[1, 3]
        from height in (int[])[62, 75, 90]
        from times in (int[])[1, 4]
        from width in Enum.GetValues<VectorWidth>()
        where times == 1 || (samples == 1 && height > 62 && width != VectorWidth.Scalar)
        select (padding, samples, height, times, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bands_change_no_bit_and_take_less_memory(int padding, int samples, int height, int times, VectorWidth width)
    {
        var (graph, x, y) = Network(padding, samples, height, times);
        var weights = Weights.For(graph, seed: 3);
        var (whole, bands) = (Run(false), Run(true));
        Assert.Equal(whole[y].Span.ToArray(), bands[y].Span.ToArray());
        Assert.True(bands.Figures.ArenaBytes < 0.98 * whole.Figures.ArenaBytes, $"{bands.Figures.ArenaBytes} bytes in bands, {whole.Figures.ArenaBytes} without");

        Plan Run(bool inBands)
        {
            var plan = Plan.Compile(graph, weights, [y], options: new PlanOptions { Team = Teams.Of(2), Width = width, BandShare = inBands ? 1 : 0 });
            plan.Poison();
            var numbers = plan[x].Span;
            for (var at = 0; at < numbers.Length; at++) numbers[at] = Philox.Uniform(Philox.Words(5, (UInt128)at).A) - 0.5f;
            plan.Run();
            return plan;
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public void Large_images_take_a_seventh_less(int padding, int samples)
    {
        var (graph, _, y) = Network(padding, samples, height: 800, times: 4);
        var weights = Weights.For(graph);
        var (whole, bands) = (Count(0), Count(1));
        Assert.True(bands < 6 * whole / 7, $"{bands} bytes in bands, {whole} without");

        long Count(double share) => Plan.Compile(graph, weights, [y], options: new PlanOptions { Team = Teams.Of(2), BandShare = share, OnlyCount = true }).Figures.ArenaBytes;
    }

    [Theory]
    [MemberData(nameof(PlanTests.Seeds), MemberType = typeof(PlanTests))]
    public void Random_networks_keep_their_bits(int seed)
    {
        var network = new RandomNetwork(seed, training: false);
        var weights = Weights.For(network.Graph, seed: 7);
        var (whole, bands) = (Run(false), Run(true));
        Assert.Equal(whole[network.Output].Span.ToArray(), bands[network.Output].Span.ToArray());
        Assert.True(bands.Figures.ArenaBytes <= whole.Figures.ArenaBytes);

        Plan Run(bool inBands)
        {
            var plan = Plan.Compile(network.Graph, weights, [network.Output], options: new PlanOptions { Team = Teams.Of(2), BandShare = inBands ? 1 : 0 });
            plan.Poison();
            var numbers = plan[network.Input].Span;
            for (var at = 0; at < numbers.Length; at++) numbers[at] = Philox.Uniform(Philox.Words(5, (UInt128)at).A) - 0.5f;
            plan.Run();
            return plan;
        }
    }

    // A U-Net of one level: two convolutions, pooled and cropped; up; two more on both and a head.
    private static (Graph Graph, Value Image, Value Logits) Network(int padding, int samples, int height, int times)
    {
        var graph = new Graph();
        var x = graph.Input("x", [samples, height, times == 1 ? 44 : 70, 1]);
        var skip = Conv(Conv(x, 12 * times), 16 * times);
        var deep = Conv(skip.MaxPool(2), 24 * times);
        var up = deep.ConvTranspose(Parameter("up", [2, 2, 24 * times, 16 * times]), stride: new Triple(1, 2, 2));
        var joined = skip.CropCentre(up.Shape).Concat(up);
        var logits = Conv(Conv(joined, 16 * times), 16 * times).Conv(Parameter("head", [1, 1, 16 * times, 2]));
        return (graph, x, logits);

        Value Conv(Value value, int channels) => value.Conv(Parameter($"{graph.Values.Count}", [3, 3, value.Shape.Channels, channels]), padding: new Triple(0, padding, padding)).Relu();

        Value Parameter(string name, int[] shape) => graph.Parameter(new Parameter(name, Shape.Of(shape), Initialiser.He(9 * shape[^2]), ParameterKind.Convolution));
    }
}
