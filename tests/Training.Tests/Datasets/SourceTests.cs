using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.Training.Tests.Datasets;

public class SourceTests
{
    [Fact]
    public void Two_stacks_are_cases_page_by_page()
    {
        Pictures.RequireFormat(".tif");
        using var folder = new TemporaryFolder();
        var images = new Image((byte[])[.. Enumerable.Range(0, 3 * 4 * 5).Select(i => (byte)i)], 3, 4, 5, 1);
        var masks = new Image((byte[])[.. Enumerable.Range(0, 3 * 4 * 5).Select(i => (byte)(i % 2 * 255))], 3, 4, 5, 1);
        folder.With("train-volume.tif", images).With("train-labels.tif", masks).With("short.tif", images.Plane(0));
        var data = SegmentationData.FromStacks(folder["train-volume.tif"], folder["train-labels.tif"]);
        Assert.Equal(["train-volume-1", "train-volume-2", "train-volume-3"], data.Cases.Select(one => one.Name));
        Assert.Equal(images.Plane(2).Samples<byte>().ToArray(), data.Cases[2].ReadImage().Samples<byte>().ToArray());
        Assert.Equal("values 0 255", data.Labels.ToString());
        Assert.EndsWith("page 2", data.Cases[1].Mask.Name);
        Assert.Contains("has 3 pages", Assert.Throws<InvalidDataException>(() => SegmentationData.FromStacks(folder["train-volume.tif"], folder["short.tif"])).Message);
    }

    [Fact]
    public void Numpy_arrays_are_images_and_masks()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder["mask.npy"], new NpyArray(new long[] { 0, 1, 2, 0, 1, 2 }, 2, 3));
        NpyFile.Write(folder["image.npy"], new NpyArray(new float[2 * 3 * 4], 2, 3, 4));
        var data = SegmentationData.FromPairs([(folder["image.npy"], folder["mask.npy"])]);
        Assert.Equal(4, data.Cases[0].ReadImage().Channels);
        Assert.Equal("values 0 1 2", data.Labels.ToString());
        Assert.Equal([0, 1, 2, 0, 1, 2], data.ReadLabels(data.Cases[0]).Labels);
    }

    [Fact]
    public void A_damaged_mask_is_told_by_its_name()
    {
        using var folder = new TemporaryFolder();
        folder.With("a.png", Pictures.Grey(1)).With("m.png", Pictures.Grey(2));
        File.WriteAllBytes(folder["m.png"], File.ReadAllBytes(folder["m.png"])[..40]);
        var data = SegmentationData.FromPairs([(folder["a.png"], folder["m.png"])]);
        Assert.Contains("m.png", Assert.Throws<InvalidDataException>(() => data.Labels).Message);
    }

    [Fact]
    public void Two_cases_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => SegmentationData.FromPairs([("x/a.png", "m/a.png"), ("y/a.png", "m/b.png")]));
}
