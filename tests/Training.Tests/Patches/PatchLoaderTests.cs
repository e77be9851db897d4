using UNetSharp.Imaging;
using UNetSharp.Training.Tests.Datasets;

namespace UNetSharp.Training.Tests.Patches;

public class PatchLoaderTests
{
    private static readonly SegmentationData Data = Pictures.DataOf(null, [.. Enumerable.Range(0, 5).Select(i => Pictures.Mask([0, 1, (byte)(i % 2)], 40, 40))]);

    private static PatchSampler Sampler => new(Data, new PatchOptions(new Extent(32, 32), new Extent(20, 20)) { Augmentation = AugmentationOptions.Default, Weights = WeightMapOptions.Paper2015 }, seed: 11);

    [Fact]
    public void Batches_have_the_same_bits_with_any_number_of_threads()
    {
        var one = Batches(threads: 1, firstStep: 0, count: 12);
        Assert.Equal(one, Batches(threads: 3, firstStep: 0, count: 12));
    }

    [Fact]
    public void A_resumed_training_draws_what_an_uninterrupted_one_would() =>
        Assert.Equal(Batches(threads: 2, firstStep: 0, count: 9).Skip(5), Batches(threads: 2, firstStep: 5, count: 4));

    [Fact]
    public void Steps_come_in_order_and_the_wait_is_told()
    {
        using var loader = new PatchLoader(Sampler, batch: 2, threads: 2, firstStep: 7);
        Assert.Equal(7, loader.NextStep);
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 3).Select(_ => loader.Take(TestContext.Current.CancellationToken).Step));
        Assert.Equal(10, loader.NextStep);
        Assert.True(loader.Waited > TimeSpan.Zero);
        Assert.Equal(2 * 32 * 32, loader.Take(TestContext.Current.CancellationToken).Images.Length);
    }

    [Fact]
    public void A_lent_batch_is_left_alone_until_the_next_is_taken()
    {
        using var loader = new PatchLoader(Sampler, batch: 1, threads: 3, ahead: 1);
        for (var step = 0; step < 20; step++)
        {
            var batch = loader.Take(TestContext.Current.CancellationToken);
            var before = batch.Images.ToArray();
            Thread.Sleep(2);
            Assert.Equal(before, batch.Images);
            Assert.Equal(step, batch.Step);
        }
    }

    [Fact]
    public void What_goes_wrong_while_drawing_is_thrown_to_the_consumer_when_its_batch_is_due()
    {
        var sound = Pictures.Mask([0, 1], 40, 40);
        var reads = 0;
        var data = SegmentationData.FromCases(
            [new("good", ImageSource.Memory("good", sound), ImageSource.Memory("good mask", sound)), new("bad", ImageSource.Memory("bad", Pictures.Grey(1)), ImageSource.Memory("bad mask", sound))]);
        using var loader = new PatchLoader(new PatchSampler(data, new PatchOptions(new Extent(8, 8)), 1), batch: 1, threads: 2);
        var failure = Assert.Throws<InvalidDataException>(() =>
        {
            for (; reads < 9; reads++) loader.Take(TestContext.Current.CancellationToken);
        });
        Assert.StartsWith("bad mask: the mask is 40x40 but its image bad is 8x10.", failure.Message);
        Assert.InRange(reads, 0, 1);
        Assert.Throws<InvalidDataException>(() => loader.Take(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Waiting_can_be_cancelled_and_ended()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var loader = new PatchLoader(Sampler, 1);
        loader.Take(TestContext.Current.CancellationToken);
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() =>
        {
            for (var i = 0; i < 10; i++) loader.Take(TestContext.Current.CancellationToken);
        });
        using var waiting = new PatchLoader(Sampler, 1, firstStep: 1);
        Assert.Throws<OperationCanceledException>(() =>
        {
            // A batch that is ready is given even then; the first that is not ends the wait.
            for (var step = 0; step < 100_000; step++) waiting.Take(cancelled.Token);
        });
    }

    private static string[] Batches(int threads, long firstStep, int count)
    {
        using var loader = new PatchLoader(Sampler, batch: 2, threads, firstStep);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var batch = loader.Take(TestContext.Current.CancellationToken);
            var bits = new HashCode();
            foreach (var sample in batch.Images) bits.Add(BitConverter.SingleToInt32Bits(sample));
            foreach (var label in batch.Labels) bits.Add(label);
            foreach (var weight in batch.Weights) bits.Add(BitConverter.SingleToInt32Bits(weight));
            return $"{batch.Step} {string.Join(' ', batch.Cases)} {bits.ToHashCode()}";
        })];
    }
}
