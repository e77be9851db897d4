using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Into how many pieces work is cut, and what follows for threads.</summary>
public class PiecesTests
{
    [Theory]
    [MemberData(nameof(GradientCases.All), MemberType = typeof(GradientCases))]
    public void Counted_loops_are_those_that_a_run_has(GradientCase operation)
    {
        var drawing = new Drawing(operation);
        using var team = new ThreadTeam(2);
        var plan = drawing.Plan([drawing.Result, .. drawing.Gradients.Values.Distinct()], new PlanOptions { Team = team });
        var log = new List<Loop>();
        team.Log = log;
        plan.Run();
        Assert.Equal(log.Select(loop => loop.Pieces), plan.Steps.SelectMany(step => step.Loops).Select(loop => loop.Pieces));
        Assert.All(log, loop => Assert.True(loop.Work >= 0));
    }

    [Fact]
    public void A_plan_that_is_only_counted_has_the_pieces_of_a_real_one_whatever_the_threads()
    {
        var network = new RandomNetwork(4);
        var weights = Weights.For(network.Graph);
        var counted = Compile(new PlanOptions { Team = Teams.Of(5), OnlyCount = true });
        var real = Compile(new PlanOptions { Team = Teams.Of(1) });
        Assert.Equal(real.Steps.Select(step => string.Join(' ', step.Loops)), counted.Steps.Select(step => string.Join(' ', step.Loops)));
        Assert.All(real.Steps, step => Assert.True(step.Bytes > 0));

        Plan Compile(PlanOptions options) => Plan.Compile(network.Graph, weights, [network.Output], network.Loss, options);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)] // one of the three has two pieces to do
    [InlineData(64, 4)]
    public void A_loop_is_as_fast_as_its_pieces_allow(int threads, double expected) =>
        Assert.Equal(expected, Amdahl.Speedup([new Loop(4, 10)], threads), 12);

    [Fact]
    public void What_is_in_one_piece_bounds_the_rest()
    {
        Loop[] loops = [new(1, 10), new(900, 90)];
        Assert.Equal(0.1, Amdahl.SerialShare(loops), 12);
        Assert.Equal(1 / (0.1 + (0.9 / 9)), Amdahl.Speedup(loops, 9), 12);
        Assert.Equal(1, Amdahl.Speedup(loops, 1), 12);
    }

    [Fact]
    public void Without_work_nothing_is_faster()
    {
        Assert.Equal(1, Amdahl.Speedup([], 8));
        Assert.Equal(0, Amdahl.SerialShare([]));
    }
}
