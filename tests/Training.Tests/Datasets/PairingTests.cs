using UNetSharp.Goldens;

namespace UNetSharp.Training.Tests.Datasets;

public class PairingTests
{
    [Theory]
    [InlineData("equal names", "a.png|b.tif", "a.png|b.png")]
    [InlineData("masks are named as their images with \"_mask\" after", "0c_03.jpg|0c_04.jpg", "0c_03_mask.gif|0c_04_mask.gif")]
    [InlineData("masks are named as their images with \"seg-\" before", "a1.png|a2.png", "seg-a1.png|seg-a2.png")]
    [InlineData("images are named as their masks with \"_0000\" after", "heart_01_0000.nii.gz|heart_02_0000.nii.gz", "heart_01.nii.gz|heart_02.nii.gz")]
    [InlineData("names without what all images have in common (\"_training\" after) and all masks (\"_manual1\" after)", "21_training.tif|22_training.tif", "21_manual1.gif|22_manual1.gif")]
    [InlineData("names without what all images have in common (\"t\" before) and all masks (\"man_seg\" before)", "t021.tif|t023.tif", "man_seg021.tif|man_seg023.tif")]
    [InlineData("the last number in the names", "red 1.png|blue 02.png", "3rd mask of 1.png|4th mask of 2.png")]
    public void One_rule_pairs_all(string rule, string images, string masks)
    {
        var pairing = FilePairing.Find(images.Split('|'), masks.Split('|'));
        Assert.Equal(rule, pairing.Rule);
        Assert.Equal(images.Split('|').Zip(masks.Split('|')), pairing.Pairs.Select(pair => (pair.Image, pair.Mask)));
        Assert.Empty(pairing.LoneImages);
        Assert.Empty(pairing.LoneMasks);
    }

    [Fact]
    public void Files_without_partner_are_told()
    {
        var pairing = FilePairing.Find(["a.png", "b.png", "c.png"], ["a.png", "c.png", "d.png"]);
        Assert.Equal(["a", "c"], pairing.Pairs.Select(pair => pair.Name));
        Assert.Equal(["b.png"], pairing.LoneImages);
        Assert.Equal(["d.png"], pairing.LoneMasks);
    }

    [Fact]
    public void A_stray_mask_does_not_spoil_the_common_words()
    {
        var pairing = FilePairing.Find(["img_01.png", "img_02.png", "img_03.png"], ["lab-01.png", "lab-02.png", "lab-03.png", "overview.png"]);
        Assert.Equal(3, pairing.Pairs.Count);
        Assert.Equal(["overview.png"], pairing.LoneMasks);
    }

    [Fact]
    public void Two_files_of_one_key_are_not_paired_by_chance()
    {
        var pairing = FilePairing.Find(["a.png", "b.png"], ["a.png", "a.tif", "b.png"]);
        Assert.Equal(["b"], pairing.Pairs.Select(pair => pair.Name));
        Assert.Equal(["a.png", "a.tif"], pairing.LoneMasks);
    }

    [Fact]
    public void One_image_and_one_mask_are_a_pair_whatever_their_names() => Assert.Single(FilePairing.Find(["train-volume.tif"], ["truth.tif"]).Pairs);

    [Fact]
    public void A_folder_of_equal_names_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.With("images/a.png", Pictures.Grey(1)).With("images/b.png", Pictures.Grey(2)).With("masks/b.png", Pictures.Mask([0, 255]));
        folder.With("masks/a.png", Pictures.Mask([0, 255]));
        File.WriteAllText(folder["images/notes.txt"], "not an image");
        var data = SegmentationData.FromFolder(folder.Path);
        Assert.Equal(["a", "b"], data.Cases.Select(one => one.Name));
        Assert.Equal("2 cases; images in images/, masks in masks/; equal names", data.ToString());
        Assert.Equal("values 0 255", data.Labels.ToString());
        Assert.Equal([0, 1, 0, 1], data.ReadLabels(data.Cases[1]).Labels.Take(4));
    }

    [Fact]
    public void A_folder_without_layout_is_refused_with_what_it_holds()
    {
        using var folder = new TemporaryFolder();
        folder.With("pictures/a.png", Pictures.Grey(1));
        var refusal = Assert.Throws<DirectoryNotFoundException>(() => SegmentationData.FromFolder(folder.Path));
        Assert.EndsWith("expected a folder images/ and a folder masks/ with files of equal names, but found pictures/. Rename them so, or name both folders.", refusal.Message);
        Assert.Throws<DirectoryNotFoundException>(() => SegmentationData.FromFolder(folder["absent"]));
    }

    [Fact]
    public void Folders_that_do_not_fit_are_refused_with_examples()
    {
        using var folder = new TemporaryFolder();
        folder.With("images/a.png", Pictures.Grey(1)).With("images/b.png", Pictures.Grey(1)).With("masks/x.png", Pictures.Grey(1)).With("masks/y.png", Pictures.Grey(1));
        Assert.StartsWith("No image has a mask: 2 images such as a.png, 2 masks such as x.png.", Assert.Throws<InvalidDataException>(() => SegmentationData.FromFolder(folder.Path)).Message);
    }

    [Theory]
    [InlineData("isbi2012-em", 24, "equal names")]
    [InlineData("drive/training", 20, "names without what all images have in common (\"_training\" after) and all masks (\"_manual1\" after)")]
    [InlineData("dsb2018-nuclei", 67, "equal names")]
    [InlineData("carvana-sample", 3, "masks are named as their images with \"_mask\" after")]
    [InlineData("epfl-roads", 18, "equal names")]
    [InlineData("msd-task04-hippocampus", 40, "equal names")]
    [InlineData("ctc-dic-c2dh-hela", 33, "names without what all images have in common (\"t\" before) and all masks (\"man_seg\" before)")]
    [InlineData("ctc-fluo-n2dl-hela", 4, "names without what all images have in common (\"t\" before) and all masks (\"man_seg\" before)")]
    [InlineData("ctc-phc-c2dl-psc", 6, "names without what all images have in common (\"t\" before) and all masks (\"man_seg\" before)")]
    public void Real_folders_are_paired(string folder, int cases, string rule)
    {
        var data = SegmentationData.FromFolder(Repository.SharedOrSkip(["data", .. folder.Split('/')]));
        Assert.Equal(cases, data.Cases.Count);
        Assert.EndsWith(rule, data.Origin);
        Assert.Empty(data.LoneMasks);
    }
}
