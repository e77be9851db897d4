using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>Files of Keras itself (Samples/README.md).</summary>
public class KerasSampleTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Keras", "Samples");

    [Theory]
    [InlineData("unet.weights.h5")]
    [InlineData("unet.keras")]
    [InlineData("unet-whole.h5")]
    public void A_U_Net_of_Keras_is_recognised_and_gives_Kerass_numbers(string sample)
    {
        var path = Path.Combine(Folder, sample);
        var known = KnownCheckpoint.Recognise(WeightFile.Read(path));
        Assert.Equal("U-Net of zhixuhao under Keras's names (unet-keras; channels=1, classes=1, dims=2, width=2, depth=1)", known.Title);
        var arrays = NpzFile.Read(Path.Combine(Folder, "unet.npz"));
        GoldenAssert.Close(OnnxRun.Of(Model.Load(path), arrays["x"].ToFloats(), [.. arrays["x"].Shape]), arrays["y"].ToFloats(), absolute: 1e-5, relative: 1e-5, sample);
    }

    [Fact]
    public void Layers_come_under_PyTorchs_names_and_in_its_order_of_axes()
    {
        var tensors = KerasFile.Read(Path.Combine(Folder, "layers.weights.h5"));
        string[] expected =
        [
            "batch_normalization.weight: Float32 [4]", "batch_normalization.bias: Float32 [4]", "batch_normalization.running_mean: Float32 [4]", "batch_normalization.running_var: Float32 [4]",
            "conv2d_18.weight: Float32 [4, 3, 3, 3]", "conv2d_18.bias: Float32 [4]", "conv2d_transpose.weight: Float32 [4, 5, 2, 2]", "conv2d_transpose.bias: Float32 [5]",
            "dense.weight: Float32 [6, 5]", "dense.bias: Float32 [6]", "depthwise_conv2d.weight: Float32 [4, 1, 3, 3]", "depthwise_conv2d.bias: Float32 [4]",
            "layer_normalization.weight: Float32 [5]", "layer_normalization.bias: Float32 [5]",
        ];
        Assert.Equal(expected, tensors.Tensors.Select(tensor => tensor.ToString()));
    }

    [Fact]
    public void The_description_of_a_model_which_may_hold_programs_is_left_out() =>
        Assert.Equal(["backend", "keras_version", "layer_names"], KerasFile.Read(Path.Combine(Folder, "unet-whole.h5")).Metadata.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void A_damaged_archive_is_read_or_refused_politely()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Folder, "unet.keras"));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 200, seed: 6, within: whole.Length).Concat(Mutations.Truncated(whole, 50))) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.keras", damaged), KerasFile.Read, mayAllocate: 64 << 20);
    }

    [Fact]
    public void Another_archive_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var archive = System.IO.Compression.ZipFile.Open(folder["other.keras"], System.IO.Compression.ZipArchiveMode.Create)) archive.CreateEntry("config.json", System.IO.Compression.CompressionLevel.NoCompression);
        Assert.Contains("other.keras: is a zip archive, but not of Keras", Assert.Throws<InvalidDataException>(() => KerasFile.Read(folder["other.keras"])).Message, StringComparison.Ordinal);
    }
}
