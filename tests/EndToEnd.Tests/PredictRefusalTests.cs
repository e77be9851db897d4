using UNetSharp.Imaging;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet predict</c> and what it can't take: one clear sentence, the right exit code, no output.</summary>
public sealed class PredictRefusalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_model() => Refused(1, $"{_folder["no.safetensors"]}: there is no such model file.", _folder["no.safetensors"], Picture());

    [Fact]
    public void A_truncated_model()
    {
        var model = Models.Save(_folder);
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..^100]);
        Refused(1, $"{model}: ", model, Picture());
    }

    [Fact]
    public void A_model_that_is_none()
    {
        File.WriteAllText(_folder["text.safetensors"], "There is no model in here, only a sentence.");
        Refused(1, $"{_folder["text.safetensors"]}: ", _folder["text.safetensors"], Picture());
        Refused(1, $"{Picture()}: ", Picture(), Picture());
    }

    [Fact]
    public void Models_that_can_not_be_averaged()
    {
        Refused(1, "only models that see and tell apart the same can be averaged", Models.Save(_folder), Picture(), "--model", Models.Save(_folder, "other.safetensors", labels: "values 0 1 2"));
    }

    [Fact]
    public void A_missing_input() => Refused(1, $"{_folder["no.png"]}: there is no such file or folder.", Models.Save(_folder), _folder["no.png"]);

    [Fact]
    public void A_folder_without_images()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder["in"]).FullName, "notes.txt"), "none");
        Refused(1, $"{_folder["in"]}: the folder holds no images", Models.Save(_folder), _folder["in"]);
    }

    [Fact]
    public void An_input_that_is_no_image()
    {
        File.WriteAllText(_folder["in.png"], "There is no picture in here.");
        Refused(1, $"{_folder["in.png"]}: no known image format begins with \"There is\"", Models.Save(_folder), _folder["in.png"]);
    }

    [Fact]
    public void A_truncated_image()
    {
        File.WriteAllBytes(_folder["half.png"], File.ReadAllBytes(Picture())[..200]);
        Refused(1, $"{_folder["half.png"]}: ", Models.Save(_folder), _folder["half.png"]);
    }

    [Fact]
    public void Other_channels_than_the_models() =>
        Refused(1, $"{Picture()}: The model (UNet) takes 3 channels, but the image has 1: convert it", Models.Save(_folder, channels: 3), Picture());

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void A_sample_that_is_no_number(float value, string word)
    {
        var samples = Pictures.Waves(20, 24).ToFloats();
        samples[(7 * 24) + 5] = value;
        _folder.With("in.tif", new Image(samples, 20, 24));
        Refused(1, $"{_folder["in.tif"]}: the sample at row 7, column 5 (counted from 0) is {word}", Models.Save(_folder), _folder["in.tif"]);
    }

    [Fact]
    public void A_tile_that_does_not_fit_the_memory()
    {
        Model.Create(new UNet(Channels: 1, Classes: 2, Width: 16, Padding: Padding.Same)).Save(_folder["wide.safetensors"]);
        _folder.With("large.png", Pictures.Waves(2048, 2048));
        Refused(1, "in tiles of 1x2048x2048 needs", _folder["wide.safetensors"], _folder["large.png"], "--tile", "2048", "--memory", "328MB");
    }

    [Fact]
    public void Memory_that_holds_not_even_the_smallest_tile()
    {
        Model.Create(new UNet(Channels: 1, Classes: 2, Width: 32, Padding: Padding.Same)).Save(_folder["wide.safetensors"]);
        Refused(1, "even with the smallest tile that the network takes", _folder["wide.safetensors"], Picture(), "--memory", "207MB");
    }

    [Fact]
    public void An_output_folder_that_is_a_file()
    {
        File.WriteAllText(_folder["out"], "precious");
        var (code, _, errors) = Unet.Run("predict", Models.Save(_folder), Picture(), "--out", _folder["out"]);
        Assert.Equal((1, $"{_folder["out"]}: --out names a folder, but this is a file."), (code, errors.TrimEnd()));
    }

    [Theory]
    [InlineData("--memory: \"much\" is no size; sizes are written 512MB, 2GB or 1.5GiB.", "--memory", "much")]
    [InlineData("--memory: the program itself takes about 200 MB; give it more.", "--memory", "1MB")]
    [InlineData("--overlap: expected a share from 0 to below 1, not 1.", "--overlap", "1")]
    [InlineData("--tile: expected a whole number from 1 to 65536.", "--tile", "0")]
    [InlineData("--postprocess: expected largest or min-size:N with N from 1 on, not \"min-size:0\".", "--postprocess", "min-size:0")]
    [InlineData("Argument 'hann' not recognized. Must be one of:", "--blend", "hann")]
    [InlineData("Argument 'flip' not recognized. Must be one of:", "--tta", "flip")]
    public void Options_of_no_sense_with_exit_code_2(string message, params string[] option) => Refused(2, message, Models.Save(_folder), Picture(), option);

    private string Picture()
    {
        if (!File.Exists(_folder["picture.png"])) _folder.With("picture.png", Pictures.Waves(40, 50));
        return _folder["picture.png"];
    }

    private void Refused(int expected, string message, string model, string input, params string[] more)
    {
        var (code, output, errors) = Unet.Run(["predict", model, input, "--out", _folder["out"], .. more]);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Empty(_folder.Files("out"));
    }
}
