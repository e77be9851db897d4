namespace UNetSharp.Kernels.Tests;

public class DropoutTests
{
    private readonly RunCounter _counter = new() { Seed = 7, Step = 3 };

    [Fact]
    public void Numbers_are_dropped_as_often_as_asked_and_the_others_grow()
    {
        var (x, y) = (Ones((2, 1, 100, 100, 5)), Samples.Empty((2, 1, 100, 100, 5)));
        foreach (var probability in new[] { 0, 0.1f, 0.5f, 0.9f })
        {
            Samples.Run(Dropout.Elements(x, y, probability, stream: 1, _counter));
            var dropped = y.Span.Count(0f) / (double)y.Size;
            Assert.InRange(dropped, probability - 0.006, probability + 0.006); // four standard deviations
            Assert.All(y.Span.ToArray(), number => Assert.True(number == 0 || number == 1 / (1 - probability)));
        }
    }

    [Fact]
    public void The_mask_depends_on_seed_step_and_stream_and_on_nothing_else()
    {
        var x = Ones((1, 1, 30, 40, 9));
        float[] Mask(ulong seed, uint step, uint stream, bool channels = false)
        {
            var y = Samples.Empty((1, 1, 30, 40, 9));
            var counter = new RunCounter { Seed = seed, Step = step };
            Samples.Run(channels ? Dropout.Channels(x, y, 0.5f, stream, counter) : Dropout.Elements(x, y, 0.5f, stream, counter));
            return y.Span.ToArray();
        }

        Assert.Equal(Mask(1, 2, 3), Mask(1, 2, 3));
        Assert.NotEqual(Mask(1, 2, 3), Mask(2, 2, 3));
        Assert.NotEqual(Mask(1, 2, 3), Mask(1, 3, 3));
        Assert.NotEqual(Mask(1, 2, 3), Mask(1, 2, 4));
        Assert.NotEqual(Mask(1, 2, 3, channels: true), Mask(1, 2, 4, channels: true));
    }

    [Fact]
    public void A_crop_drops_by_its_own_indices()
    {
        var (crop, copy) = (Samples.Strided((2, 1, 5, 6, 7), 1), Samples.Empty((2, 1, 5, 6, 7)));
        Samples.Numbers(crop).CopyTo(copy.Span);
        Window fromCrop = Samples.Empty((2, 1, 5, 6, 7)), fromCopy = Samples.Empty((2, 1, 5, 6, 7));
        Samples.Run(Dropout.Elements(crop, fromCrop, 0.3f, 1, _counter));
        Samples.Run(Dropout.Elements(copy, fromCopy, 0.3f, 1, _counter));
        Assert.Equal(fromCopy.Span.ToArray(), fromCrop.Span.ToArray());
    }

    [Fact]
    public void Whole_channels_of_a_sample_are_dropped()
    {
        var (x, y) = (Ones((50, 1, 3, 4, 40)), Samples.Empty((50, 1, 3, 4, 40)));
        Samples.Run(Dropout.Channels(x, y, 0.25f, stream: 1, _counter));
        for (var n = 0; n < 50; n++)
        {
            var pixels = y.Samples(n, 1).Span.ToArray().Chunk(40).ToArray();
            Assert.All(pixels, pixel => Assert.Equal(pixels[0], pixel));
        }

        Assert.InRange(y.Span.Count(0f) / (double)y.Size, 0.21, 0.29);
    }

    [Fact]
    public void Threads_do_not_matter_and_nothing_is_allocated()
    {
        Window x = Samples.Uniform(1, (2, 1, 90, 100, 9)), y = Samples.Empty((2, 1, 90, 100, 9));
        Samples.AssertThreadsDoNotMatter(Dropout.Elements(x, y, 0.5f, 1, _counter), y);
        Samples.AssertThreadsDoNotMatter(Dropout.Channels(x, y, 0.5f, 1, _counter), y);
        Samples.AssertRunAllocatesNothing(Dropout.Elements(x, y, 0.5f, 1, _counter));
        Samples.AssertRunAllocatesNothing(Dropout.Channels(x, y, 0.5f, 1, _counter));
    }

    [Fact]
    public void A_probability_of_one_is_refused()
    {
        var x = Ones((1, 1, 1, 1, 4));
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Dropout.Elements(x, x, 1, 1, _counter));
        Assert.StartsWith("Dropout: a probability of 1; it is at least 0 and below 1.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_hot_marks_the_class_and_nothing_for_other_labels()
    {
        Window labels = Samples.Empty((1, 1, 1, 1, 4)), y = Samples.Empty((1, 1, 2, 2, 3));
        float[] given = [0, 2, 255, 1];
        given.CopyTo(labels.Span);
        Samples.Run(new OneHot(labels, y));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], y.Span.ToArray());
    }

    private static Window Ones((int, int, int, int, int) extents)
    {
        var ones = Samples.Empty(extents);
        ones.Span.Fill(1);
        return ones;
    }
}
