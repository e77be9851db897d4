using FsCheck;
using FsCheck.Fluent;

namespace UNetSharp.Training.Tests.Reports;

public class AxisTests
{
    [Fact]
    public void Ticks_are_1_2_or_5_times_a_power_of_ten_apart_and_enclose_the_values() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>().Generator.Two().ToArbitrary(),
        pair =>
        {
            var (a, b) = (pair.Item1.Item, pair.Item2.Item);
            var axis = Axis.ForValues([a, b], fromZero: false);
            if (axis.IsLogarithmic) return axis.Low <= Math.Min(a, b) && axis.High >= Math.Max(a, b) && axis.Ticks.All(IsRound);
            var distance = axis.Ticks[1] - axis.Ticks[0];
            var slack = 1e-6 * distance;
            return axis.Low <= Math.Min(a, b) + slack && axis.High >= Math.Max(a, b) - slack && axis.Ticks.Count is >= 2 and <= 7 && IsRound(distance)
                && axis.Ticks.All(tick => Math.Abs((tick / distance) - Math.Round(tick / distance)) < 1e-6);
        }));

    [Theory]
    [InlineData(0.31, 0.97, "0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.931, 0.948, "0.930 0.935 0.940 0.945 0.950")]
    [InlineData(-1, 0, "-1.0 -0.8 -0.6 -0.4 -0.2 0.0")]
    [InlineData(0, 12345, "0 5,000 10,000 15,000")]
    [InlineData(0, 3e-4, "0 1e-4 2e-4 3e-4")]
    [InlineData(0.03, 0.9, "0.02 0.05 0.1 0.2 0.5 1")]
    [InlineData(0.0003, 2, "0.0001 0.001 0.01 0.1 1 10")]
    public void Labels_have_as_many_digits_as_they_need(double low, double high, string labels)
    {
        var axis = Axis.ForValues([low, high], fromZero: false);
        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(axis.Label)));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(-3e-7)]
    [InlineData(1e20)]
    public void A_single_value_lies_inside_its_axis(double value)
    {
        var axis = Axis.ForValues([value, double.NaN, double.PositiveInfinity], fromZero: false);
        Assert.True(axis.Low <= value && value <= axis.High && axis.Low < axis.High);
        Assert.InRange(axis.Place(value), 0, 1);
    }

    [Fact]
    public void Without_a_value_the_axis_runs_from_0_to_1()
    {
        var axis = Axis.ForValues([double.NaN], fromZero: true);
        Assert.Equal((0, 1), (axis.Low, axis.High));
    }

    [Theory]
    [InlineData(0, "0 1")]
    [InlineData(1, "0 1")]
    [InlineData(3, "0 1 2 3")]
    [InlineData(17, "0 5 10 15")]
    [InlineData(8000, "0 2,000 4,000 6,000 8,000")]
    public void Steps_are_whole_and_end_at_the_last(double last, string labels)
    {
        var axis = Axis.ForSteps(last);
        Assert.Equal(Math.Max(1, last), axis.High);
        Assert.Equal(labels, string.Join(' ', axis.Ticks.Select(axis.Label)));
    }

    [Fact]
    public void On_a_logarithmic_axis_equal_ratios_are_equally_far_apart()
    {
        var axis = Axis.ForValues([0.01, 10], fromZero: false);
        Assert.True(axis.IsLogarithmic);
        Assert.Equal(axis.Place(0.1) - axis.Place(0.01), axis.Place(10) - axis.Place(1), 12);
    }

    private static bool IsRound(double number)
    {
        var lead = number / Math.Pow(10, Math.Floor(Math.Log10(number) + 1e-9));
        return new[] { 1.0, 2, 5 }.Any(round => Math.Abs(lead - round) < 1e-6);
    }
}
