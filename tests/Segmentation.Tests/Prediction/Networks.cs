using UNetSharp.Graphs;
using UNetSharp.Imaging;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation.Tests.Prediction;

/// <summary>Small models with random weights, and images to give them.</summary>
internal static class Networks
{
    public static Model Valid { get; } = Of(new UNet(Channels: 1, Classes: 3, Width: 2, Depth: 2), 7);

    public static Model Padded { get; } = Of(new UNet(Channels: 2, Classes: 2, Width: 3, Depth: 2, Padding: Padding.Same), 8);

    /// <summary>A model that takes its input as it is.</summary>
    public static Model Of(Network network, ulong seed = 1, Func<ModelCard, ModelCard>? change = null)
    {
        var model = Model.Create(network, seed);
        var card = ModelCard.From(model.Metadata, network) with { Normalisation = [IntensityNormalisation.None] };
        return model.WithMetadata((change?.Invoke(card) ?? card).ToMetadata());
    }

    public static Image RandomImage(int seed, int depth, int height, int width, int channels = 1)
    {
        var random = new Random(seed);
        return new Image(Enumerable.Range(0, depth * height * width * channels).Select(_ => (float)random.NextDouble()).ToArray(), depth, height, width, channels);
    }

    /// <summary>Probabilities of one pass over the whole mirrored image: its first place is that of the answer.</summary>
    public static float[] OnePass(Model model, Image image)
    {
        var sizes = new NetworkSizes(model.Network);
        var input = new Triple(image.Depth, sizes.Covering(1, image.Height)!.Value, sizes.Covering(2, image.Width)!.Value);
        var runner = new TileRunner(model, input, new PlanOptions());
        var margin = runner.Shape.Margin;
        new MirrorReader(image.ToFloats(), new(image.Depth, image.Height, image.Width), image.Channels).Read(new(-margin.D, -margin.H, -margin.W), input, runner.Input);
        var all = new float[runner.Shape.Output.Product * runner.Classes];
        runner.Run(all, CancellationToken.None);
        var cropped = new List<float>();
        for (var y = 0; y < image.Height; y++) cropped.AddRange(all.AsSpan(y * runner.Shape.Output.W * runner.Classes, image.Width * runner.Classes));
        return [.. cropped];
    }
}

/// <summary>A network that answers each pixel from that pixel alone: logits (0, x − ½), as a padded network of any size.</summary>
internal sealed record Pointwise(int Rank = 2) : Network
{
    public override int InputChannels => 1;

    public override int OutputChannels => 1;

    public override int Dimensions => Rank;

    public override Shape TypicalInput => Rank == 2 ? [1, 16, 16, 1] : [1, 8, 16, 16, 1];

    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string>();

    protected override void RequireSize(Shape input)
    {
    }

    // A parameter, because a model has some.
    protected override Value Draw(Scope scope, Value x) => x * scope.Parameter("weight", [1], Initialiser.One);
}
