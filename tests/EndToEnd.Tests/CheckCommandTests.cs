using System.Text.Json;
using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet check</c>: what is found, what is mended, and what it refuses.</summary>
public sealed class CheckCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Masks_that_are_right_give_exit_code_0_and_say_how_they_are_understood()
    {
        Pair("a", Pictures.Box(24, 32, 255)).Pair("b", Pictures.Box(24, 32, 255));
        var (code, output, errors) = Unet.Run("check", _folder.Path);
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("2 cases", output, StringComparison.Ordinal);
        Assert.Contains("1 note:", output, StringComparison.Ordinal);
        Assert.Contains("masks hold 0 and 255: they are taken as classes 0 and 1.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_come_before_warnings_and_give_exit_code_1()
    {
        Pair("a", Pictures.Box(12, 16)).Pair("b", Pictures.Box(24, 32)).Pair("c", Pictures.Box(24, 32, 0));
        var (code, output, _) = Unet.Run("check", _folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("the mask is 12x16 but its image", output, StringComparison.Ordinal);
        Assert.True(output.IndexOf("1 error:", StringComparison.Ordinal) < output.IndexOf("1 warning:", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Json_is_one_document_with_every_finding()
    {
        Pair("a", Pictures.Box(12, 16)).Pair("b", Pictures.Box(24, 32));
        var (code, output, errors) = Unet.Run("check", _folder.Path, "--json");
        Assert.Equal((1, ""), (code, errors));
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, document.GetProperty("cases").GetInt32());
        Assert.Equal(1, document.GetProperty("errors").GetInt32());
        var finding = document.GetProperty("findings")[0];
        Assert.Equal(("error", "sizeDiffers"), (finding.GetProperty("severity").GetString(), finding.GetProperty("symptom").GetString()));
        Assert.EndsWith("a.png", finding.GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mended_copy_has_no_errors_and_says_what_was_mended_and_left_out()
    {
        Pair("a", Pictures.Box(12, 16, 255)).Pair("b", Pictures.Box(24, 32, 255)).Pair("c", Pictures.Box(9, 32, 255));
        _folder.With("images/lone.png", Pictures.Waves(24, 32));
        var (code, output, _) = Unet.Run("check", _folder.Path, "--fix", _folder["mended"]);
        Assert.Equal(0, code);
        Assert.Contains("a: mask resized from 12x16 to 24x32.", output, StringComparison.Ordinal);
        Assert.Contains("c: the mask is 9x32, the image 24x32.", output, StringComparison.Ordinal);
        Assert.Contains("lone.png: it has no partner.", output, StringComparison.Ordinal);
        Assert.Equal(["images/a.png", "images/b.png", "masks/a.png", "masks/b.png"], _folder.Files("mended"));
        Assert.Equal(1, Image.Read(_folder["mended/masks/a.png"]).ToLabels().Max());
        Assert.Equal(0, Unet.Run("check", _folder["mended"]).ExitCode);
    }

    [Fact]
    public void A_mended_copy_never_goes_into_a_folder_that_holds_something()
    {
        Pair("a", Pictures.Box(24, 32)).Pair("b", Pictures.Box(24, 32));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder["full"]).FullName, "precious.txt"), "precious");
        var (code, _, errors) = Unet.Run("check", _folder.Path, "--fix", _folder["full"]);
        Assert.Equal(1, code);
        Assert.Equal($"{_folder["full"]}: the folder is not empty. Name a new one for the mended copy.", errors.TrimEnd());
        Assert.Equal(["precious.txt"], _folder.Files("full"));
    }

    [Fact]
    public void Two_stacks_are_cases_page_by_page()
    {
        var pages = Enumerable.Range(0, 3).ToArray();
        _folder.With("volume.tif", Pictures.Stack([.. pages.Select(_ => Pictures.Waves(24, 32))])).With("labels.tif", Pictures.Stack([.. pages.Select(_ => Pictures.Box(24, 32))]));
        var (code, output, _) = Unet.Run("check", "--images", _folder["volume.tif"], "--masks", _folder["labels.tif"]);
        Assert.Equal(0, code);
        Assert.StartsWith("3 cases; pages of two stacks", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_of_one_class_are_an_error()
    {
        Pair("a", Pictures.Box(24, 32, 0)).Pair("b", Pictures.Box(24, 32, 0));
        var (code, output, _) = Unet.Run("check", _folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("all pixels of all masks are of one class", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_can_not_be_read_is_a_finding_and_the_others_are_examined()
    {
        Pair("a", Pictures.Box(24, 32)).Pair("b", Pictures.Box(24, 32)).Pair("c", Pictures.Box(24, 32));
        File.WriteAllBytes(_folder["images/b.png"], File.ReadAllBytes(_folder["images/b.png"])[..60]);
        var (code, output, _) = Unet.Run("check", _folder.Path, "--json");
        Assert.Equal(1, code);
        var finding = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray(), one => one.GetProperty("severity").GetString() == "error");
        Assert.Equal("unreadable", finding.GetProperty("symptom").GetString());
    }

    [Fact]
    public void A_folder_without_images_and_masks_is_refused_with_the_way_out()
    {
        var (code, _, errors) = Unet.Run("check", _folder.Path);
        Assert.Equal(1, code);
        Assert.StartsWith($"{_folder.Path}: expected a folder images/ and a folder masks/", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_without_images_are_refused_with_their_numbers()
    {
        Directory.CreateDirectory(_folder["images"]);
        _folder.With("masks/a.png", Pictures.Box(24, 32));
        var (code, _, errors) = Unet.Run("check", _folder.Path);
        Assert.Equal(1, code);
        Assert.Equal($"{_folder["images"]} holds 0 image files, {_folder["masks"]} holds 1: both are needed.", errors.TrimEnd());
    }

    [Theory]
    [InlineData("Name the data: a folder with images/ and masks/, or --images a.tif --masks b.tif.")]
    [InlineData("--images is given without --masks: name both.", "--images", "a.tif")]
    [InlineData("Name either a folder of data or --images with --masks, not both.", "cells", "--images", "a.tif", "--masks", "b.tif")]
    public void Data_named_wrongly_are_refused_with_exit_code_2(string message, params string[] words)
    {
        var (code, output, errors) = Unet.Run(["check", .. words]);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(message, errors.TrimEnd());
    }

    private CheckCommandTests Pair(string name, Image mask)
    {
        _folder.With($"images/{name}.png", Pictures.Waves(24, 32)).With($"masks/{name}.png", mask);
        return this;
    }
}
