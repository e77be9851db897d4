using System.IO.Compression;
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

    [Theory]
    [InlineData("unet-milesial", "width=4", "channels=2", "depth=2")]
    [InlineData("unet", "width=4", "padding=valid", "depth=2")]
    [InlineData("unet3d-wolny", "width=8", "classes=1", "depth=1")]
    public void A_package_that_is_written_is_read_as_the_same_model_and_verifies_itself(string network, params string[] options)
    {
        using var folder = new TestFolder();
        Succeeds(["convert", network, folder["a.safetensors"], .. options.SelectMany(option => new[] { "--option", option })]);
        Succeeds("convert", folder["a.safetensors"], folder["b.zip"]);
        var recognised = (string)JsonNode.Parse(Succeeds("convert", folder["b.zip"], folder["c.safetensors"], "--json"))!["recognised"]!;
        Assert.StartsWith($"b: {network}; its test tensors differ by at most ", recognised, StringComparison.Ordinal);
        Assert.InRange(float.Parse(recognised[(recognised.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture), 0, 1e-6f);
        Succeeds("convert", folder["a.safetensors"], folder["a.npz"]);
        Succeeds("convert", folder["c.safetensors"], folder["c.npz"]);
        var (before, after) = (NpzFile.Read(folder["a.npz"]), NpzFile.Read(folder["c.npz"]));
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, array => Assert.Equal(array.Value.ToFloats(), after[array.Key].ToFloats()));
    }

    [Fact]
    public void A_package_with_other_weights_differs_from_its_test_tensors()
    {
        using var folder = new TestFolder();
        foreach (var seed in (string[])["a", "b"]) Succeeds("convert", "unet-milesial", folder[$"{seed}.zip"], "--option", "width=4", "--option", "depth=1", "--option", seed == "a" ? "up=bilinear" : "up=transposed");
        using (ZipArchive a = ZipFile.Open(folder["a.zip"], ZipArchiveMode.Update), b = ZipFile.OpenRead(folder["b.zip"]))
        {
            a.GetEntry("weights.onnx")!.Delete();
            using Stream from = b.GetEntry("weights.onnx")!.Open(), to = a.CreateEntry("weights.onnx").Open();
            from.CopyTo(to);
        }

        var recognised = (string)JsonNode.Parse(Succeeds("convert", folder["a.zip"], folder["c.safetensors"], "--json"))!["recognised"]!;
        Assert.InRange(float.Parse(recognised[(recognised.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture), 1e-3f, float.MaxValue);
    }

    [Fact]
    public void A_truncated_package_and_names_that_lead_out_of_it_are_refused()
    {
        using var folder = new TestFolder();
        Succeeds("convert", "unet-milesial", folder["whole.zip"], "--option", "width=2", "--option", "depth=1");
        var bytes = File.ReadAllBytes(folder["whole.zip"]);
        foreach (var length in (int[])[0, 10, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(folder["part.zip"], bytes[..length]);
            var (code, _, errors) = Unet.Run("convert", folder["part.zip"], folder["model.safetensors"]);
            Assert.Equal(1, code);
            Assert.Contains("part.zip: no package", errors, StringComparison.Ordinal);
        }

        foreach (var name in (string[])["../x", "a/../../x", "/tmp/unet-package-x"])
        {
            File.Copy(folder["whole.zip"], folder["hostile.zip"], overwrite: true);
            using (var archive = ZipFile.Open(folder["hostile.zip"], ZipArchiveMode.Update)) archive.CreateEntry(name);
            var (code, _, errors) = Unet.Run("convert", folder["hostile.zip"], folder["model.safetensors"]);
            Assert.Equal(1, code);
            Assert.Contains($"hostile.zip: no package: \"{name}\" lies outside the package.", errors, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder["model.safetensors"]));
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
