using System.Text.Json.Serialization;

namespace UNetSharp.Training;

/// <summary>How the learning rate goes over a run: <see cref="ConstantSchedule"/>, <see cref="StepSchedule"/>, <see cref="ExponentialSchedule"/>, <see cref="PolynomialSchedule"/> or <see cref="CosineSchedule"/>.</summary>
/// <remarks>A schedule is a factor of the recipe's learning rate and a function of the step and of the number of steps alone, so that a resumed run goes on as if it had never stopped.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantSchedule), "constant")]
[JsonDerivedType(typeof(StepSchedule), "step")]
[JsonDerivedType(typeof(ExponentialSchedule), "exponential")]
[JsonDerivedType(typeof(PolynomialSchedule), "polynomial")]
[JsonDerivedType(typeof(CosineSchedule), "cosine")]
public abstract record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>Steps over which the rate rises evenly from near 0 to its full height, before the schedule begins. Default 0.</summary>
    public int WarmUp { get; init; }

    /// <summary>The factor of the learning rate in a step.</summary>
    /// <param name="step">Which step, from 0.</param>
    /// <param name="steps">How many steps the run has.</param>
    public double Factor(long step, long steps)
    {
        Require.That(WarmUp >= 0, GetType().Name, nameof(WarmUp), WarmUp, "0 or more steps");
        return step < WarmUp ? (step + 1.0) / WarmUp : Shape(Math.Clamp((double)(step - WarmUp) / Math.Max(1, steps - WarmUp), 0, 1));
    }

    /// <summary>The factor at a share of the run behind the warm-up, 0 to 1.</summary>
    protected abstract double Shape(double share);
}
