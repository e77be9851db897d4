using System.Text.Json.Nodes;
using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet convert</c>: between all formats, and back.</summary>
public sealed class ConvertCommandTests
{
    [Fact]
    public void A_network_is_the_same_after_a_round_through_all_formats()
    {
        using var folder = new TestFolder();
        string[] files = ["a.safetensors", "b.onnx", "c.pth", "d.npz", "e.safetensors"];
        Succeeds("convert", "unet-milesial", folder[files[0]], "--option", "width=4", "--option", "depth=2", "--option", "channels=1");
        for (var at = 1; at < files.Length; at++) Assert.Contains("unet-milesial", Succeeds("convert", folder[files[at - 1]], folder[files[at]]), StringComparison.Ordinal);
        float[] image = [.. Enumerable.Range(0, 256).Select(at => at * 37 % 101 / 101f)];
        NpyFile.Write(folder["x.npy"], new NpyArray(image, [1, 1, 16, 16]));
        Succeeds("run", folder[files[0]], "--input", folder["x.npy"], "--out", folder["y.npy"]);
        foreach (var file in (string[])["b.onnx", "c.pth", "e.safetensors"])
        {
            Succeeds("run", folder[file], "--input", folder["x.npy"], "--out", folder["z.npy"], "--force");
            Assert.Equal(NpyFile.Read(folder["y.npy"]).ToFloats(), NpyFile.Read(folder["z.npy"]).ToFloats());
        }
    }

    [Fact]
    public void A_checkpoint_is_recognised_and_said_to_be_what_it_is()
    {
        using var folder = new TestFolder();
        var document = JsonNode.Parse(Succeeds("convert", Golden.PathOf("checkpoint_state_dict_zip.pth"), folder["model.safetensors"], "--json"))!;
        Assert.Equal("unet-milesial", (string?)document["network"]);
        Assert.Equal("3", (string?)document["options"]!["width"]);
        Assert.Contains("U-Net of milesial", (string?)document["recognised"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint-unet2d-nuclei-broad", "UNet 2D Nuclei Broad: a network of its own")]
    [InlineData("checkpoint-unet2d-fixed-shape", "Fixed-shape: U-Net of torch-em")]
    public void A_package_of_the_model_zoo_is_checked_with_its_own_test_tensors(string package, string title)
    {
        using var folder = new TestFolder();
        var source = Repository.SharedOrSkip("data", package);
        var recognised = (string)JsonNode.Parse(Succeeds("convert", source, folder["model.safetensors"], "--json"))!["recognised"]!;
        Assert.StartsWith(title, recognised, StringComparison.Ordinal);
        var difference = float.Parse(recognised[(recognised.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(difference, 0, 1e-5f);
        Assert.Contains("z-score", Succeeds("convert", folder["model.safetensors"], "--list", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_are_listed()
    {
        var document = JsonNode.Parse(Succeeds("convert", Golden.PathOf("checkpoint_nested_zip.pth"), "--list", "--json"))!;
        Assert.Contains(document["tensors"]!.AsArray(), tensor => (string?)tensor!["name"] == "model_state_dict.bf16" && (string?)tensor["type"] == "BFloat16");
        Assert.Equal("17", (string?)document["texts"]!["epoch"]);
    }

    [Fact]
    public void Nothing_is_written_over_and_what_is_unknown_is_refused()
    {
        using var folder = new TestFolder();
        Succeeds("convert", "unet", folder["a.safetensors"], "--option", "width=2");
        var (code, _, errors) = Unet.Run("convert", "unet", folder["a.safetensors"], "--option", "width=2");
        Assert.Equal(1, code);
        Assert.Contains("--force", errors, StringComparison.Ordinal);
        Assert.Equal(2, Unet.Run("convert", folder["a.safetensors"], folder["a.caffemodel"]).ExitCode);
        var unknown = Unet.Run("convert", Golden.PathOf("checkpoint_mixed_legacy.pth"), folder["b.safetensors"]);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("--network", unknown.Errors, StringComparison.Ordinal);
        Succeeds("convert", Golden.PathOf("checkpoint_mixed_legacy.pth"), folder["b.npz"]);
    }

    private static string Succeeds(params string[] words)
    {
        var (code, output, errors) = Unet.Run(words);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }
}
