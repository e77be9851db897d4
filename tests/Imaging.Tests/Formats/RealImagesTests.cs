using UNetSharp.Goldens;

namespace UNetSharp.Imaging.Tests.Formats;

/// <summary>Real data sets: every picture opens, and every mask has the size of its picture.</summary>
public sealed class RealImagesTests
{
    [Theory]
    [InlineData("isbi2012-em", "image", "label")]
    [InlineData("dsb2018-nuclei", "images", "masks")]
    [InlineData("epfl-roads", "images", "groundtruth")]
    [InlineData("ctc-dic-c2dh-hela", "01", "01_ST/SEG")]
    [InlineData("ctc-fluo-n2dl-hela", "02", "02_GT/SEG")]
    [InlineData("ctc-phc-c2dl-psc", "01", "01_ST/SEG")]
    public void Masks_have_the_size_of_their_pictures(string set, string images, string masks)
    {
        var folder = Repository.SharedOrSkip("data", set);
        var pictures = Directory.EnumerateFiles(Path.Combine(folder, images)).Order().ToList();
        Assert.NotEmpty(pictures);
        foreach (var path in pictures)
        {
            var picture = Image.Read(path);
            Assert.Equal(1, picture.Depth);
            var stem = Path.GetFileNameWithoutExtension(path);
            foreach (var name in new[] { stem + ".png", stem + ".tif", stem.Replace("t", "man_seg", StringComparison.Ordinal) + ".tif" })
            {
                var path2 = Path.Combine(folder, masks, name);
                if (!File.Exists(path2)) continue;
                var mask = Image.Read(path2);
                Assert.Equal((picture.Height, picture.Width), (mask.Height, mask.Width));
                Assert.True(mask.ToLabels().Max() > 0, $"{path2} is empty");
            }
        }
    }
}
