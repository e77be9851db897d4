using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Initial values of parameters: a function of seed, parameter and position, however the work is cut.</summary>
public class InitialValuesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_team_draws_the_numbers_of_one_stretch_a_parameter(int threads)
    {
        var graph = Parameters();
        var weights = Weights.For(graph, except: _ => true);
        var all = graph.Parameters.Select(value => (Parameter)value.Operation).ToArray();
        new InitialValues(weights, all, _ => true, seed: 9).Draw(Teams.Of(threads));
        for (var stream = 0; stream < all.Length; stream++)
        {
            var expected = new float[all[stream].Shape.Elements];
            all[stream].Initial.Fill(expected, 9, (uint)stream);
            Assert.Equal(expected, weights[all[stream].Path].ToArray());
        }
    }

    [Fact]
    public void The_first_numbers_are_those_that_models_were_begun_with_since_the_first_version()
    {
        var weights = Weights.For(Parameters(), seed: 9);
        var (a, b, _, _) = Philox.Words(9, Philox.Counter(stream: 0, step: 0, place: 40_000));
        var (first, second) = Philox.Normal(a, b);
        var scale = MathF.Sqrt(2f / 27);
        Assert.Equal([scale * first, scale * second], weights["long"].Slice(40_000, 2).ToArray());
    }

    [Fact]
    public void What_the_caller_writes_himself_stays_zero_and_the_rest_keeps_its_numbers()
    {
        var (all, some) = (Weights.For(Parameters(), seed: 9), Weights.For(Parameters(), seed: 9, except: parameter => parameter.Path == "long"));
        Assert.All(some["long"].ToArray(), number => Assert.Equal(0, number));
        Assert.Equal(all["odd"].ToArray(), some["odd"].ToArray());
        Assert.Equal(all["uniform"].ToArray(), some["uniform"].ToArray());
    }

    [Fact]
    public void A_stretch_begins_with_a_pair() =>
        Assert.StartsWith("Initialiser: numbers are drawn in pairs; a stretch begins at an even position, not at 3.",
            Assert.Throws<ArgumentException>(() => Initialiser.One.Fill(new float[4], 0, 0, first: 3)).Message, StringComparison.Ordinal);

    private static Graph Parameters()
    {
        var graph = new Graph();
        graph.Parameter(new Parameter("long", [3, 3, 3, 3001], Initialiser.He(27)));
        graph.Parameter(new Parameter("uniform", [70_000], Initialiser.Torch(5), Trained: false));
        graph.Parameter(new Parameter("odd", [17], Initialiser.He(3)));
        graph.Parameter(new Parameter("ones", [5], Initialiser.One));
        return graph;
    }
}
