using UNetSharp.Goldens;

namespace UNetSharp.Graphs.Tests;

public class ElementwiseTests
{
    [Theory]
    [InlineData("act_relu")]
    [InlineData("act_leaky_relu")]
    [InlineData("act_leaky_relu_0.2")]
    [InlineData("act_elu")]
    [InlineData("act_gelu_erf")]
    [InlineData("act_gelu_tanh")]
    [InlineData("act_silu")]
    [InlineData("act_sigmoid")]
    [InlineData("act_tanh")]
    [InlineData("act_softplus")]
    [InlineData("act_mish")]
    [InlineData("act_hardswish")]
    public void Activations_mean_what_PyTorch_means(string name)
    {
        var check = new GoldenCheck(Golden.Open(name));
        var x = check.Followed("x");
        check.Compare(name switch
        {
            "act_relu" => x.Relu(),
            "act_leaky_relu" => x.LeakyRelu(),
            "act_leaky_relu_0.2" => x.LeakyRelu(0.2f),
            "act_elu" => x.Elu(),
            "act_gelu_erf" => x.Gelu(),
            "act_gelu_tanh" => x.GeluTanh(),
            "act_silu" => x.Silu(),
            "act_sigmoid" => x.Sigmoid(),
            "act_tanh" => x.Tanh(),
            "act_softplus" => x.Softplus(),
            "act_mish" => x.Mish(),
            _ => x.HardSwish(),
        });
    }

    [Theory]
    [InlineData("act_prelu_per_channel")]
    [InlineData("act_prelu_shared")]
    public void PReLU_means_what_PyTorch_means(string name)
    {
        var check = new GoldenCheck(Golden.Open(name));
        check.Compare(check.Followed("x").PRelu(check.Followed("weight")));
    }

    [Fact]
    public void Shapes_that_do_not_stretch_are_refused()
    {
        var graph = new Graph();
        Value a = graph.Input("a", [1, 4, 5, 3]), b = graph.Input("b", [1, 4, 6, 3]);
        Refused("Add: [1, 4, 5, 3] and [1, 4, 6, 3] differ on axis 2 from the end (5 and 6): extents must be equal, or one of them 1.", () => a + b);
        Refused("Multiply: [1, 4, 5, 3] and [2] differ on axis 1 from the end (3 and 2): extents must be equal, or one of them 1.", () => a * graph.Input("c", [2]));
        Refused("PRelu: the slopes of [1, 4, 5, 3] are [3], one for each channel, or [1], one for all; not [4].", () => a.PRelu(graph.Input("d", [4])));
        Refused("Stretch: [1, 4, 5, 3] cannot be stretched to [1, 4, 5, 6]: only extents of 1 grow.", () => a.BroadcastTo([1, 4, 5, 6]));
        Refused("Sum: [1, 4, 5, 3] has no axis 4.", () => a.Sum([4]));
        Refused("Clamp: the lower bound 2 is above the upper bound 1.", () => a.Clamp(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => a.LeakyRelu(-1));
    }

    [Fact]
    public void Shapes_stretch_to_one_another_and_sums_shrink_them()
    {
        var graph = new Graph();
        Value a = graph.Input("a", [2, 1, 5, 3]), b = graph.Input("b", [4, 5, 1]);
        Assert.Equal([2, 4, 5, 3], (a + b).Shape);
        Assert.Equal([2, 4, 5, 3], (b - a).Shape);
        Assert.Equal([2, 1, 1, 3], a.Sum([1, 2]).Shape);
        Assert.Equal([2, 3], a.Mean([1, 2], keepAxes: false).Shape);
        Assert.Equal([], a.Mean().Shape);
    }

    private static void Refused(string message, Func<Value> draw) => Assert.Equal(message, Assert.Throws<ArgumentException>(draw).Message);
}
