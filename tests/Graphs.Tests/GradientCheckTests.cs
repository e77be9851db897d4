using UNetSharp.Kernels;

namespace UNetSharp.Graphs.Tests;

/// <summary>Each gradient rule against finite differences in double precision, and the plan's float32 numbers against the interpreter's.</summary>
public class GradientCheckTests
{
    [Theory]
    [MemberData(nameof(GradientCases.All), MemberType = typeof(GradientCases))]
    public void The_gradient_rule_agrees_with_finite_differences(GradientCase operation)
    {
        var drawing = new Drawing(operation);
        foreach (var input in drawing.Inputs)
        {
            var analytic = drawing.Evaluate(drawing.Gradients[input]);

            // Some sixty elements of each input, spread over it: a rule that is wrong is wrong in most places.
            for (var element = 0; element < analytic.Length; element += 1 + (analytic.Length / 60))
            {
                const double step = 1e-5;
                var difference = (drawing.LossWith(input, element, +step) - drawing.LossWith(input, element, -step)) / (2 * step);
                Assert.True(Math.Abs(difference - analytic[element]) <= 1e-6 * (1 + Math.Abs(difference)), $"{operation}: element {element} of input {input.Shape}: rule {analytic[element]}, difference {difference}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(GradientCases.All), MemberType = typeof(GradientCases))]
    public void The_plan_agrees_with_the_interpreter_in_values_and_gradients(GradientCase operation)
    {
        var drawing = new Drawing(operation);
        Value[] asked = [drawing.Result, .. drawing.Gradients.Values.Distinct()];
        foreach (var width in Enum.GetValues<VectorWidth>())
        {
            foreach (var fuse in (bool[])[true, false])
            {
                var plan = drawing.Plan(asked, new PlanOptions { Team = Teams.Of(2), Width = width, Fuse = fuse });
                plan.Run();
                foreach (var value in asked)
                {
                    Numbers.Close(drawing.Evaluate(value), plan[value].Span, $"{operation}, {width}, fuse {fuse}, {value}");
                }
            }
        }
    }
}
