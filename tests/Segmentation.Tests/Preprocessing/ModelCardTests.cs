using UNetSharp.Imaging;
using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation.Tests.Preprocessing;

public class ModelCardTests
{
    private static readonly UNet Network = new(Channels: 2, Classes: 3, Width: 2, Depth: 2);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var card = new ModelCard(LabelMap.Parse("values 0 128 255 ignore 7"))
        {
            ClassNames = ["background", "Zelle; \"rund\"", "жёлтый"],
            Normalisation = [IntensityNormalisation.Percentiles(1, 99.8), IntensityNormalisation.Fixed(-12.5, 3.25, -1000, 1e6)],
            Patch = new Triple(1, 256, 320),
            Spacing = new Spacing(1, 0.3, 0.1 + 0.2, "µm"),
        };
        var read = ModelCard.From(card.ToMetadata(), Network);
        Assert.Equal(card, read);
        Assert.Equal(card.ClassNames, read.ClassNames);
        Assert.Equal(card.Normalisation, read.Normalisation);
        Assert.Equal((card.Patch, card.Spacing), (read.Patch, read.Spacing));
        Assert.NotEqual(card, read with { Patch = null });
    }

    [Fact]
    public void Patches_of_volumes_have_a_depth()
    {
        var card = new ModelCard(LabelMap.Consecutive(2)) { Patch = new Triple(32, 128, 96) };
        Assert.Equal("32x128x96", card.ToMetadata()["unetsharp.patch"]);
        Assert.Equal(card, ModelCard.From(card.ToMetadata(), new Prediction.Pointwise(3)));
    }

    [Fact]
    public void A_model_that_says_nothing_gets_defaults()
    {
        var card = ModelCard.From(new Dictionary<string, string>(), Network);
        Assert.Equal(["background", "class 1", "class 2"], card.ClassNames);
        Assert.Equal(IntensityNormalisation.ZScore, card.NormalisationOf(1));
        Assert.Equal((LabelMap.Consecutive(3), null, null), (card.Labels, card.Patch, card.Spacing));
        Assert.Equal(["background", "foreground"], ModelCard.From(new Dictionary<string, string>(), new Prediction.Pointwise()).ClassNames);
    }

    [Theory]
    [InlineData("unetsharp.labels", "values 0 1", "names 2 classes, but the network has 3 output channels")]
    [InlineData("unetsharp.classes", "[\"a\"]", "names 1 classes, but the network has 3 output channels")]
    [InlineData("unetsharp.normalisation", "none; none; none", "is for 3 channels, but the network takes 2")]
    [InlineData("unetsharp.normalisation", "zscore", "\"zscore\" is not known")]
    [InlineData("unetsharp.patch", "32x64x64", "but the network takes images")]
    [InlineData("unetsharp.patch", "64", "a patch is written")]
    [InlineData("unetsharp.patch", "0x64", "a patch is written")]
    [InlineData("unetsharp.spacing", "1 1 µm", "a spacing is written")]
    [InlineData("unetsharp.spacing", "1 -1 1 µm", "positive")]
    [InlineData("unetsharp.classes", "{}", "unetsharp.classes")]
    [InlineData("unetsharp.classes", "[1,2", "unetsharp.classes")]
    public void What_contradicts_the_network_or_can_not_be_read_is_refused(string key, string value, string complaint)
    {
        var error = Assert.Throws<InvalidDataException>(() => ModelCard.From(new Dictionary<string, string> { [key] = value }, Network));
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}
