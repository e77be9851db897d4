using UNetSharp.Goldens;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.ModelFiles.Tests;

/// <summary>Networks that PyTorch exported, with inputs and the outputs that it computed.</summary>
public class OnnxGoldenTests
{
    [Theory]
    [InlineData("padded_unet_bilinear", "eval")]
    [InlineData("padded_unet_bilinear", "unfolded")]
    [InlineData("padded_unet_transposed", "eval")]
    [InlineData("padded_unet_transposed", "unfolded")]
    [InlineData("paper_unet_w4", "eval")]
    [InlineData("unet3d", "eval")]
    public void A_network_that_PyTorch_exported_gives_the_same_numbers(string name, string form)
    {
        var golden = Golden.Open($"onnx_{name}_io");
        var model = Model.Load(Golden.PathOf($"onnx_{name}_{form}.onnx"));
        var result = OnnxRun.Of(model, golden["x"].Values, golden["x"].Shape.AsSpan());
        GoldenAssert.Close(result, golden["y"].Values, absolute: 1e-4, relative: 1e-3, name);
    }

    [Fact]
    public void A_checkpoint_of_a_stranger_gives_the_output_that_was_recorded_with_it()
    {
        var folder = Repository.SharedOrSkip("data", "checkpoint-unet2d-nuclei-broad");
        var (input, expected) = (NpyFile.Read(Path.Combine(folder, "test_input.npy")), NpyFile.Read(Path.Combine(folder, "test_output.npy")));
        var image = input.ToFloats();

        // The package's recipe: (x − mean) / (standard deviation + 10⁻⁶) over the image, the network, a sigmoid.
        var mean = image.Average(value => (double)value);
        var deviation = Math.Sqrt(image.Average(value => (value - mean) * (value - mean)));
        float[] prepared = [.. image.Select(value => (float)((value - mean) / (deviation + 1e-6)))];
        var logits = OnnxRun.Of(Model.Load(Path.Combine(folder, "weights.onnx")), prepared, [.. input.Shape]);
        float[] result = [.. logits.Select(logit => 1 / (1 + MathF.Exp(-logit)))];
        GoldenAssert.Close(result, expected.ToFloats(), absolute: 1e-5, relative: 0, "probabilities");
    }
}
