namespace UNetSharp.Training.Tests.Schedules;

/// <summary>Learning rates over a run, against PyTorch's closed forms.</summary>
public class ScheduleTests
{
    [Fact]
    public void A_constant_stays() => Assert.All(Enumerable.Range(0, 10), step => Assert.Equal(1, new ConstantSchedule().Factor(step, 10)));

    [Fact]
    public void Steps_fall_at_each_third() =>
        Assert.Equal([1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01], Enumerable.Range(0, 9).Select(step => Math.Round(new StepSchedule().Factor(step, 9), 12)));

    // ExponentialLR(gamma): lr = gamma^t with gamma = 0.01^(1/100).
    [Fact]
    public void An_exponential_falls_by_the_same_factor_in_every_step() =>
        Assert.All(Enumerable.Range(0, 101), step => Assert.Equal(Math.Pow(Math.Pow(0.01, 1 / 100.0), step), new ExponentialSchedule().Factor(step, 100), 12));

    // PolynomialLR(total_iters = 100, power = 0.9): lr = (1 − t/100)^0.9.
    [Fact]
    public void A_polynomial_falls_to_0() =>
        Assert.All(Enumerable.Range(0, 101), step => Assert.Equal(Math.Pow(1 - (step / 100.0), 0.9), new PolynomialSchedule().Factor(step, 100), 12));

    // CosineAnnealingLR(T_max = 100, eta_min = 0.1): 0.1 + 0.9·(1 + cos(π·t/100))/2.
    [Fact]
    public void A_cosine_falls_to_its_end() =>
        Assert.All(Enumerable.Range(0, 101), step => Assert.Equal(0.1 + (0.9 * (1 + Math.Cos(Math.PI * step / 100)) / 2), new CosineSchedule(0.1).Factor(step, 100), 12));

    [Fact]
    public void A_warm_up_rises_evenly_and_the_schedule_begins_behind_it()
    {
        var schedule = new PolynomialSchedule(Power: 1) { WarmUp = 4 };
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25], Enumerable.Range(0, 8).Select(step => schedule.Factor(step, 8)));
    }

    [Fact]
    public void A_run_shorter_than_its_warm_up_and_steps_behind_the_end_have_a_rate() =>
        Assert.All(new Schedule[] { new CosineSchedule { WarmUp = 50 }, new PolynomialSchedule(), new StepSchedule() }, schedule => Assert.InRange(schedule.Factor(49, 20), 0, 1));
}
