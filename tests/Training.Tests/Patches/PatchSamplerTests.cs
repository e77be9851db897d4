using FsCheck.Fluent;
using UNetSharp.Imaging;
using UNetSharp.Segmentation;
using UNetSharp.Training.Tests.Datasets;

namespace UNetSharp.Training.Tests.Patches;

public class PatchSamplerTests
{
    [Fact]
    public void Without_augmentation_a_patch_is_a_piece_of_the_image_and_its_mask() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll((int seed) =>
    {
        var random = new Random(seed);
        // Every pixel has its own value, so the patch tells where it lies.
        var (height, width) = (random.Next(6, 20), random.Next(6, 20));
        var image = new Image((float[])[.. Enumerable.Range(0, height * width).Select(i => (float)i)], height, width);
        var mask = new Image((byte[])[.. Enumerable.Range(0, height * width).Select(i => (byte)(i % 3))], height, width);
        var data = SegmentationData.FromCases([new("a", ImageSource.Memory("a", image), ImageSource.Memory("b", mask))]);
        var output = new Extent(random.Next(1, height + 1), random.Next(1, width + 1));
        var (rim, side) = (random.Next(3), random.Next(3));
        var options = new PatchOptions(new Extent(output.Height + (2 * rim), output.Width + (2 * side)), output) { Normalisation = IntensityNormalisation.None };
        var (patch, labels, _) = Draw(new PatchSampler(data, options, (ulong)random.Next()), random.Next(50));
        var first = (int)patch[(rim * options.Input.Width) + side];
        for (var y = 0; y < output.Height; y++)
        {
            for (var x = 0; x < output.Width; x++)
            {
                var at = first + (y * width) + x;
                Assert.Equal(at, patch[((y + rim) * options.Input.Width) + x + side]);
                Assert.Equal(at % 3, labels[(y * output.Width) + x]);
            }
        }

        // Around it the image goes on, mirrored at its border.
        var (top, left) = (first / width, first % width);
        Assert.Equal((MirrorIndex.Of(top - rim, height) * width) + MirrorIndex.Of(left - side, width), patch[0]);
    }));

    [Fact]
    public void Mirrored_twice_is_the_patch_itself()
    {
        var data = Pictures.DataOf(null, Pictures.Mask([0, 1, 1], 16, 16));
        var mirrored = new PatchSampler(data, new PatchOptions(new Extent(16, 16)) { Augmentation = new() { Mirror = true } }, 3);
        var plain = new PatchSampler(data, new PatchOptions(new Extent(16, 16)), 3);
        var (expected, labels, _) = Draw(plain, 0);
        var seen = new HashSet<(bool, bool)>();
        for (var number = 0; number < 40; number++)
        {
            var (patch, itsLabels, _) = Draw(mirrored, number);
            var found = false;
            foreach (var (x, y) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                // Mirroring again what the sampler mirrored gives the patch itself, bit for bit; so do its labels.
                if (!Mirror(patch, x, y).SequenceEqual(expected)) continue;
                Assert.Equal(labels, Mirror(itsLabels, x, y));
                seen.Add((x, y));
                found = true;
            }

            Assert.True(found);
        }

        Assert.Equal(4, seen.Count);

        static T[] Mirror<T>(T[] patch, bool x, bool y) => [.. Enumerable.Range(0, 256).Select(i => patch[((y ? 15 - (i / 16) : i / 16) * 16) + (x ? 15 - (i % 16) : i % 16)])];
    }

    [Fact]
    public void Patches_depend_on_seed_and_number_alone()
    {
        var data = Pictures.DataOf(null, Pictures.Mask([0, 1], 20, 20), Pictures.Mask([0, 1, 1], 24, 20), Pictures.Mask([1, 0, 0], 20, 30));
        var options = new PatchOptions(new Extent(16, 16)) { Augmentation = AugmentationOptions.Default with { NoiseChance = 1, BlurChance = 1 }, Weights = WeightMapOptions.Paper2015 };
        var once = new PatchSampler(data, options, 9);
        // Another sampler that has no room to keep cases, asked in another order.
        var again = new PatchSampler(data, options with { MemoryBytes = 0 }, 9);
        foreach (var number in new[] { 5, 0, 3, 4, 1, 2 })
        {
            var (a, b) = (Draw(once, number), Draw(again, number));
            Assert.Equal(a.Image, b.Image);
            Assert.Equal(a.Labels, b.Labels);
            Assert.Equal(a.Weights, b.Weights);
        }

        Assert.NotEqual(Draw(once, 0).Image, Draw(new PatchSampler(data, options, 10), 0).Image);
        Assert.NotEqual(Draw(once, 0).Image, Draw(once, 3).Image);
    }

    [Fact]
    public void Every_epoch_has_each_case_once()
    {
        var order = new ShuffledOrder(7, 4);
        var epochs = Enumerable.Range(0, 5).Select(epoch => Enumerable.Range(0, 7).Select(i => order.At((epoch * 7) + i)).ToArray()).ToArray();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 7), epoch.Order()));
        Assert.True(epochs.Select(epoch => string.Join(' ', epoch)).Distinct().Count() > 1);
    }

    [Fact]
    public void Patches_around_foreground_hold_it()
    {
        // One pixel of class 1 and one of class 2 in a large image.
        var bytes = new byte[200 * 200];
        (bytes[(150 * 200) + 30], bytes[(20 * 200) + 199]) = (1, 2);
        var sampler = new PatchSampler(Pictures.DataOf(null, new Image(bytes, 200, 200)), new PatchOptions(new Extent(32, 32)) { ForegroundShare = 1 }, 1);
        var seen = Enumerable.Range(0, 20).Select(number => Draw(sampler, number).Labels.Where(label => label != 0).Distinct().Single()).ToArray();
        Assert.Equal([1, 2], seen.Distinct().Order());
    }

    [Fact]
    public void Ignored_pixels_weigh_nothing_and_have_a_class()
    {
        var data = Pictures.DataOf(new() { IgnoredValue = 9 }, Pictures.Mask([0, 1, 9], 12, 12));
        var (_, labels, weights) = Draw(new PatchSampler(data, new PatchOptions(new Extent(12, 12)), 1), 0);
        Assert.Equal(Enumerable.Range(0, 144).Select(i => i % 3 == 2 ? 0f : 1f), weights);
        Assert.Equal(Enumerable.Range(0, 144).Select(i => i % 3 == 1 ? 1 : 0), labels);
    }

    [Fact]
    public void Volumes_are_cut_bent_and_turned_as_images_are()
    {
        var labels = new byte[6 * 24 * 24];
        for (var i = 0; i < labels.Length; i++) labels[i] = (byte)(i / 24 / 24 >= 3 ? 1 : 0);
        var image = new Image(labels, 6, 24, 24, 1) { Spacing = new Spacing(3, 1, 1, "mm") };
        var data = SegmentationData.FromCases([new("a", ImageSource.Memory("a", image), ImageSource.Memory("b", image))]);
        var plain = Draw(new PatchSampler(data, new PatchOptions(new Extent(6, 16, 16)) { Normalisation = IntensityNormalisation.None }, 1), 0);
        Assert.Equal(plain.Labels.Select(label => (float)label), plain.Image);
        // Turned in the plane the slices stay slices.
        var options = new PatchOptions(new Extent(6, 16, 16)) { Normalisation = IntensityNormalisation.None, Augmentation = new() { Rotation = Interval.Around0(180), Scale = Interval.Only(1) } };
        Assert.Equal(plain.Image, Draw(new PatchSampler(data, options, 1), 0).Image);
        var bent = Draw(new PatchSampler(data, options with { Augmentation = AugmentationOptions.Default with { ElasticChance = 1, Tilt = Interval.Around0(30), MirrorDepth = true } }, 1), 2);
        Assert.All(bent.Labels, label => Assert.InRange(label, 0, 1));
        Assert.All(bent.Image, sample => Assert.True(float.IsFinite(sample)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Equal("PatchOptions: the output 5x8 is not the centre of the input 8x8: along every axis it must be smaller by an even number of pixels, or equal.", Assert.Throws<ArgumentException>(() => new PatchOptions(new Extent(8, 8), new Extent(5, 8)).Validate()).Message);
        var data = SegmentationData.FromCases([new("a", ImageSource.Memory("a", Pictures.Grey(1)), ImageSource.Memory("b", Pictures.Mask([0, 1], 5, 5)))]);
        Assert.StartsWith("b: the mask is 5x5 but its image a is 8x10.", Assert.Throws<InvalidDataException>(() => new PatchSampler(data, new PatchOptions(new Extent(4, 4)), 1)).Message);
    }

    private static (float[] Image, int[] Labels, float[] Weights) Draw(PatchSampler sampler, long number)
    {
        var (image, labels, weights) = (new float[sampler.Options.Input.Count * sampler.Channels], new int[sampler.Options.Output.Count], new float[sampler.Options.Output.Count]);
        sampler.Draw(number, image, labels, weights);
        return (image, labels, weights);
    }
}
