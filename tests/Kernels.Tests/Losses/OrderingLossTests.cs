namespace UNetSharp.Kernels.Tests;

/// <summary>Kernels of losses that look at the order of numbers, or at distances: what they compute is checked in the graph's tests, here that they do it alike with any team.</summary>
public class OrderingLossTests
{
    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        Window numbers = Samples.Uniform(1, (2, 3, 10, 20, 3)), truth = Halves(numbers), result = Samples.Empty((2, 3, 10, 20, 3)), losses = Samples.Empty((1, 1, 1, 2, 3));
        foreach (var (kernel, output) in new (Kernel, Window)[]
        {
            (Lovasz.Bind(numbers, truth, losses), losses),
            (Lovasz.BindGradient(losses, numbers, truth, result), result),
            (new Largest(numbers, truth, result, share: 0.1f), result),
            (new SignedDistance(numbers, result), result),
        })
        {
            Samples.AssertThreadsDoNotMatter(kernel, output);
            Samples.AssertRunAllocatesNothing(kernel);
        }
    }

    [Fact]
    public void Of_equal_numbers_the_first_are_the_largest()
    {
        Window numbers = Samples.Empty((1, 1, 1, 5, 1)), counted = Samples.Empty((1, 1, 1, 5, 1)), result = Samples.Empty((1, 1, 1, 5, 1));
        ((float[])[2, -0f, 7, 0, 0]).CopyTo(numbers.Span);
        ((float[])[1, 1, 0, 1, 1]).CopyTo(counted.Span);
        Samples.Run(new Largest(numbers, counted, result, share: 0.5f));
        Assert.Equal([1, 1, 0, 0, 0], result.Span.ToArray());
        counted.Span.Clear();
        Samples.Run(new Largest(numbers, counted, result, share: 0.5f));
        Assert.Equal(new float[5], result.Span.ToArray());
    }

    [Fact]
    public void Windows_that_do_not_fit_are_refused()
    {
        Window errors = Samples.Empty((2, 1, 3, 3, 2)), losses = Samples.Empty((1, 1, 1, 1, 3));
        var refusal = Assert.Throws<ArgumentException>(() => Lovasz.Bind(errors, errors, losses));
        Assert.Equal($"Lovasz: errors {errors} give [2, 2] losses, not {losses}.", refusal.Message);
    }

    private static Window Halves(Window numbers)
    {
        var halves = Samples.Empty((2, 3, 10, 20, 3));
        for (var at = 0; at < numbers.Span.Length; at++) halves.Span[at] = at % 3 == 0 ? 1 : 0;
        return halves;
    }
}
