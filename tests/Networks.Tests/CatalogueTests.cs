using UNetSharp.Graphs;
using UNetSharp.Training;

namespace UNetSharp.Networks.Tests;

/// <summary>What holds for every network of the catalogue.</summary>
public class CatalogueTests
{
    private const int Side = 32, Pictures = 4;

    public static TheoryData<string> All => [.. Catalogue.All.Select(entry => entry.Name)];

    public static TheoryData<string> Tiny => Networks.Tiny;

    public static TheoryData<string> OfBothDimensions => [.. Networks.Tiny.Select(row => row.Data).Where(form => Networks.Parse(form).Options.ContainsKey("dims"))];

    [Fact]
    public void Every_network_has_a_tiny_form_for_tests() =>
        Assert.Equal(Catalogue.All.Select(entry => entry.Name).Order(StringComparer.Ordinal), Networks.Tiny.Select(row => row.Data.Split(' ')[0]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void It_takes_its_typical_input_and_its_options_describe_it(string name)
    {
        var network = Catalogue.Create(name);
        var graph = new Graph();
        var logits = network.Build(graph, graph.Input("image", network.TypicalInput));
        Assert.Equal((network.OutputChannels, network.Dimensions + 2), (logits.Shape.Channels, logits.Shape.Rank));
        Assert.Equal(name, Catalogue.NameOf(network));
        var again = Catalogue.Create(name, network.Options);
        Assert.Equal(network.Options, again.Options);
        Assert.Equal(again, Catalogue.Create(name, again.Options));
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Options_other_than_the_defaults_describe_it_too(string form)
    {
        var network = Networks.Parse(form);
        Assert.Equal(network, Catalogue.Create(Catalogue.NameOf(network), network.Options));
    }

    [Theory]
    [MemberData(nameof(OfBothDimensions))]
    public void Images_and_volumes_go_through_where_the_idea_allows(string form)
    {
        var network = Networks.Parse(form);
        var volumes = Catalogue.Create(network.Name, new Dictionary<string, string>(network.Options) { ["dims"] = "3" });
        Assert.Equal([1, 32, 32, 64, 2], NetworkCheck.Build(volumes, [1, 32, 32, 64, 1]).Shape);
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void It_learns(string form)
    {
        var network = Networks.Parse(form);
        var weights = Weights.For(Networks.Draw(network), seed: 1);
        var step = TrainingPlan.Create(network, weights, [Pictures, Side, Side, 1], loss: new DiceAndCrossEntropyOptions(WithBackground: true).Draw, optimiser: new AdamOptions());
        Draw(step);
        var losses = Enumerable.Range(0, 30).Select(_ => step.Step(learningRate: 1e-2)).ToArray();
        Assert.All(losses, loss => Assert.True(float.IsFinite(loss)));
        Assert.True(losses[^3..].Average() < 0.75 * losses[0], $"{form}: from {losses[0]} to {losses[^3..].Average()}");
    }

    // Pictures of cells, grey values around 0; labels cell or not.
    private static void Draw(TrainingPlan step)
    {
        var cells = new SyntheticCells { Height = Side, Width = Side, Radius = 6 };
        step.PixelWeights.Span.Fill(1);
        for (var picture = 0; picture < Pictures; picture++)
        {
            var (image, objects) = cells.Draw(seed: 5, picture);
            var (greys, numbers) = (image.ToFloats(), objects.ToFloats());
            for (var at = 0; at < Side * Side; at++)
            {
                step.Image.Span[(picture * Side * Side) + at] = (greys[at] / 64) - 1;
                step.Labels.Span[(picture * Side * Side) + at] = numbers[at] > 0 ? 1 : 0;
            }
        }
    }
}
