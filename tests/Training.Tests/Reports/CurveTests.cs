namespace UNetSharp.Training.Tests.Reports;

public class CurveTests
{
    [Fact]
    public void Thinning_keeps_the_mean_and_the_last_step()
    {
        var curve = new Curve("loss", [.. Enumerable.Range(1, 1000).Select(step => ((double)step, (double)step * step))], 1);
        var thin = curve.Thinned(100);
        Assert.Equal(100, thin.Points.Count);
        Assert.Equal(1000, thin.Points[^1].Step);
        Assert.Equal(curve.Points.Average(point => point.Value), thin.Points.Average(point => point.Value), 1e-6);
        Assert.Same(curve, curve.Thinned(1000));
    }

    [Fact]
    public void Smoothing_leaves_a_straight_line_as_it_is_to_its_very_ends()
    {
        var line = new Curve("loss", [.. Enumerable.Range(0, 50).Select(step => ((double)step, 3 - (0.5 * step)))], 1);
        foreach (var (point, smooth) in line.Points.Zip(line.Smoothed("smoothed", 7).Points)) Assert.Equal(point.Value, smooth.Value, 1e-12);
    }

    [Fact]
    public void A_gap_is_not_averaged_into_its_neighbours()
    {
        var curve = new Curve("Dice", [(1, 0.5), (2, double.NaN), (3, 0.7), (4, double.NaN)], 1);
        Assert.Equal([0.5, 0.6, 0.7, double.NaN], curve.Smoothed("smoothed", 1).Points.Select(point => Math.Round(point.Value, 12)));
        Assert.Equal([0.5, 0.7], curve.Thinned(2).Points.Select(point => point.Value));
    }

    [Fact]
    public void Time_runs_evenly_between_the_steps_that_are_known()
    {
        var history = new TrainingHistory { Settings = [], Learning = [new(10, 20, 1, 1, 1, 0), new(20, 60, 1, 1, 1, 0)], Validations = [new(20, 65, 1, 1, 1, 1, 1, 1), new(10, 66, 1, 1, 1, 1, 1, 1)] };
        var time = new Timeline(history);
        Assert.Equal([0, 10, 20, 40, 60, 60], new double[] { 0, 5, 10, 15, 20, 99 }.Select(time.SecondsAt));
    }
}
