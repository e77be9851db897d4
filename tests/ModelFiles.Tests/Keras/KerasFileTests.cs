using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests;

public class KerasFileTests
{
    private static string Weights => Repository.SharedOrSkip("data", "checkpoint-retina-unet", "test_best_weights.h5");

    [Fact]
    public void Weights_of_Keras_1_are_read_under_PyTorchs_names()
    {
        var tensors = KerasFile.Read(Weights);
        Assert.Equal(22, tensors.Tensors.Count);
        Assert.Equal(471_010, tensors.Tensors.Sum(tensor => tensor.Count));
        Assert.Equal([64, 192, 3, 3], tensors["convolution2d_7.weight"].Shape.AsEnumerable());
        Assert.Contains("convolution2d_1", tensors.Metadata["layer_names"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_Keras_is_recognised() => Assert.Equal("unet-retina", KnownCheckpoint.Recognise(KerasFile.Read(Weights)).Network.Name);

    [Fact]
    public void A_truncated_file_is_refused_politely()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Weights);
        foreach (var damaged in Mutations.Truncated(whole, 60)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.h5", damaged), KerasFile.Read, mayAllocate: 64 << 20);
    }

    [Fact]
    public void A_file_with_flipped_bits_is_read_or_refused_politely()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Weights);
        foreach (var damaged in Mutations.BitFlipped(whole, count: 300, seed: 7, within: 60_000)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.h5", damaged), KerasFile.Read, mayAllocate: 256 << 20);
    }
}
