using UNetSharp.Goldens;
using UNetSharp.Imaging;

namespace UNetSharp.Training.Tests.Datasets;

public class MaskDoctorTests
{
    [Fact]
    public void A_sound_set_has_no_findings() => Assert.Empty(Examine(Pictures.DataOf(null, Pictures.Mask([0, 1]), Pictures.Mask([1, 0]))));

    [Fact]
    public void How_masks_are_understood_is_told()
    {
        Assert.Equal("note: masks hold 0 and 255: they are taken as classes 0 and 1. Predictions are written as 0 and 255.", Assert.Single(Examine(Pictures.DataOf(null, Pictures.Mask([0, 255]), Pictures.Mask([0, 255])))).ToString());
        Assert.Equal("note: classes are colours: #000000 is class 0, #ff0000 is class 1. Predictions are written in the same colours.", Assert.Single(Two(Pictures.Colours([0, 0xff0000]))).ToString());
    }

    [Fact]
    public void Gaps_in_the_numbers_are_found() =>
        Assert.Equal("warning: the numbers in the masks are not 0, 1, 2, …: 0 is class 0, 2 is class 1, 5 is class 2. Is a class missing, or a number a slip of the brush? Predictions are written with these numbers.", Assert.Single(Two(Pictures.Mask([0, 2, 5]))).ToString());

    [Fact]
    public void Wrong_sizes_are_found_with_their_cause()
    {
        Finding Of(int height, int width) => Examine(Pictures.Grey(1), Pictures.Mask([0, 1], height, width)).Single(finding => finding.Symptom == Symptom.SizeDiffers);
        Assert.Contains("the mask is 10x8 but its image image is 8x10: rows and columns are exchanged.", Of(10, 8).Message);
        Assert.Contains("of the same shape", Of(4, 5).Message);
        Assert.Contains("is it the mask of another image?", Of(8, 8).Remedy);
        Assert.Equal(Severity.Error, Of(8, 8).Severity);
    }

    [Fact]
    public void Missing_partners_and_damaged_files_are_found()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a", "b", "c" }) folder.With($"images/{name}.png", Pictures.Grey(1)).With($"masks/{name}.png", Pictures.Mask([0, 1]));
        folder.With("images/d.png", Pictures.Grey(1)).With("masks/e.png", Pictures.Mask([0, 1]));
        File.WriteAllBytes(folder["masks/c.png"], File.ReadAllBytes(folder["masks/c.png"])[..50]);
        var findings = Examine(SegmentationData.FromFolder(folder.Path));
        Assert.Equal([(Symptom.Unreadable, "c.png"), (Symptom.MissingMask, "d.png"), (Symptom.MissingImage, "e.png")], findings.Select(finding => (finding.Symptom, Path.GetFileName(finding.File!))));
    }

    [Fact]
    public void Empty_masks_and_sets_of_one_class_are_found()
    {
        Assert.Equal([Symptom.EmptyMask], Symptoms(Examine(Pictures.DataOf(null, Pictures.Mask([0, 1]), Pictures.Mask([0])))));
        Assert.Equal([Symptom.OneClass, Symptom.EmptyMask, Symptom.EmptyMask], Symptoms(Two(Pictures.Mask([0]))));
    }

    [Fact]
    public void A_negative_of_the_image_is_no_mask()
    {
        var image = Pictures.Grey(3, 20, 20);
        var negative = new Image(Array.ConvertAll(image.Samples<byte>().ToArray(), value => (byte)(255 - value)), 20, 20);
        var finding = Examine(image, negative).First(finding => finding.Symptom == Symptom.MaskIsImage);
        Assert.Contains("looks like the negative of its image (correlation -1.00)", finding.Message);
    }

    [Fact]
    public void Images_without_numbers_or_without_content_are_found()
    {
        Assert.Contains(Symptom.NotFinite, Symptoms(Examine(new Image(new float[] { 1, float.NaN, 2, 3 }, 2, 2), Pictures.Mask([0, 1], 2, 2))));
        Assert.Contains(Symptom.ConstantImage, Symptoms(Examine(new Image(new byte[4], 2, 2), Pictures.Mask([0, 1], 2, 2))));
    }

    [Fact]
    public void Spacing_and_channels_that_differ_are_found()
    {
        Image With(Image image, double spacing) => new(image.Samples<byte>().ToArray(), image.Height, image.Width) { Spacing = new Spacing(1, spacing, spacing, "mm") };
        Assert.Contains(Symptom.SpacingDiffers, Symptoms(Examine(With(Pictures.Grey(1), 0.5), With(Pictures.Mask([0, 1]), 0.6))));
        Assert.DoesNotContain(Symptom.SpacingDiffers, Symptoms(Examine(With(Pictures.Grey(1), 0.5), With(Pictures.Mask([0, 1]), 0.5001))));
        var data = SegmentationData.FromCases([Case("a", Pictures.Grey(1), Pictures.Mask([0, 1])), Case("b", Pictures.Grey(2), Pictures.Mask([0, 1])), Case("c", Pictures.Colours([1, 2, 3]), Pictures.Mask([0, 1]))]);
        Assert.Equal("error: image c: it has 3 channels, 2 others have 1. A network takes one number of channels: save all as grey or all as colour.", Assert.Single(Examine(data)).ToString());
    }

    [Fact]
    public void Small_and_rare_classes_are_found()
    {
        var values = new byte[2000];
        values[7] = 1;
        for (var i = 1000; i < 2000; i++) values[i] = 2;
        var findings = Examine(Pictures.DataOf(null, Pictures.Mask(values, 40, 50), Pictures.Mask([0, 2], 40, 50), Pictures.Mask([2, 0], 40, 50)));
        Assert.Equal([Symptom.SmallClass, Symptom.RareClass], Symptoms(findings));
        Assert.StartsWith("class 1 (1) has 1 pixels, 0.0167% of all.", findings[0].Message);
    }

    [Fact]
    public void A_number_that_is_no_class_of_the_model_is_found()
    {
        var data = Pictures.DataOf(new() { Labels = Segmentation.LabelMap.Parse("values 0 1") }, Pictures.Mask([0, 1]), Pictures.Mask([0, 1, 9]));
        Assert.Equal("error: mask1: it holds 9, which is no class; known are values 0 1.", Assert.Single(Examine(data)).ToString());
    }

    [Fact]
    public void A_mended_copy_has_nothing_left_to_find()
    {
        using var folder = new TemporaryFolder();
        folder.With("images/a_training.png", Pictures.Grey(1)).With("masks/a_m.png", Pictures.Colours([0, 0xff0000, 0x00ff00]));
        folder.With("images/b_training.png", Pictures.Grey(2)).With("masks/b_m.png", Pictures.Colours([0, 0x00ff00], 4, 5));
        folder.With("images/c_training.png", Pictures.Grey(3)).With("masks/c_m.png", Pictures.Colours([0, 0x00ff00], 4, 4));
        var data = SegmentationData.FromFolder(folder.Path);
        var copy = MaskMending.Write(data, folder["mended"], TestContext.Current.CancellationToken);
        Assert.Equal(2, copy.Cases);
        Assert.Equal("c_training: the mask is 4x4, the image 8x10.", Assert.Single(copy.LeftOut));
        Assert.Contains("b_training: mask resized from 4x5 to 8x10.", copy.Mended);
        var mended = SegmentationData.FromFolder(folder["mended"]);
        Assert.Equal("values 0 1 2", mended.Labels.ToString());
        // In the copy #00ff00, the lesser number, is class 1.
        Assert.Equal([0, 2, 1, 0], mended.ReadLabels(mended.Cases[0]).Labels.Take(4));
        Assert.All(Examine(mended), finding => Assert.Equal(Symptom.PaletteMask, finding.Symptom));
        Assert.Throws<IOException>(() => MaskMending.Write(data, folder["mended"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("isbi2012-em", ".png", Symptom.BlackAndWhite)]
    [InlineData("dsb2018-nuclei", ".png", Symptom.InstanceMask)]
    [InlineData("epfl-roads", ".png", Symptom.BlurredMask)]
    [InlineData("ctc-dic-c2dh-hela", ".tif", Symptom.InstanceMask)]
    [InlineData("ctc-fluo-n2dl-hela", ".tif", Symptom.InstanceMask)]
    [InlineData("ctc-phc-c2dl-psc", ".tif", Symptom.InstanceMask)]
    [InlineData("drive/training", ".gif", Symptom.BlackAndWhite)]
    [InlineData("carvana-sample", ".gif", Symptom.PaletteMask)]
    public void Real_sets_have_no_errors_and_are_understood(string folder, string format, Symptom expected)
    {
        var path = Repository.SharedOrSkip(["data", .. folder.Split('/')]);
        Pictures.RequireFormat(format);
        if (format == ".gif") Pictures.RequireFormat(folder.StartsWith("drive", StringComparison.Ordinal) ? ".tif" : ".jpg");
        var findings = Examine(SegmentationData.FromFolder(path));
        Assert.DoesNotContain(findings, finding => finding.Severity == Severity.Error);
        Assert.Contains(findings, finding => finding.Symptom == expected);
    }

    private static Symptom[] Symptoms(IEnumerable<Finding> findings) => [.. findings.Select(finding => finding.Symptom)];

    private static IReadOnlyList<Finding> Examine(SegmentationData data) => MaskDoctor.Examine(data, cancellation: TestContext.Current.CancellationToken);

    private static IReadOnlyList<Finding> Two(Image mask) => Examine(Pictures.DataOf(null, mask, mask));

    private static IReadOnlyList<Finding> Examine(Image image, Image mask) => Examine(SegmentationData.FromCases([Case("", image, mask)]));

    private static SegmentationCase Case(string name, Image image, Image mask) => new(name, ImageSource.Memory($"image {name}".Trim(), image), ImageSource.Memory($"mask {name}".Trim(), mask));
}
