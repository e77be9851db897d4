using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

public sealed class PytorchReadTests
{
    [Theory]
    [InlineData("checkpoint_nested_zip.pth", "model_state_dict.")]
    [InlineData("checkpoint_nested_legacy.pth", "model_state_dict.")]
    [InlineData("checkpoint_mixed_legacy.pth", "")]
    public void Each_type_view_and_shared_storage_holds_what_PyTorch_says(string file, string prefix)
    {
        var expected = SafetensorsFile.Read(Golden.PathOf("checkpoint_mixed.safetensors"));
        var actual = PytorchFile.Read(Golden.PathOf(file));
        foreach (var tensor in expected.Tensors.Where(tensor => tensor.Name != "parameter" || prefix.Length > 0))
        {
            var read = actual[prefix + tensor.Name];
            Assert.Equal(tensor.ToString(), read.Renamed(tensor.Name).ToString());
            Assert.Equal(Bytes(tensor), Bytes(read));
        }
    }

    [Theory]
    [InlineData("checkpoint_nested_zip.pth")]
    [InlineData("checkpoint_nested_legacy.pth")]
    public void Numbers_and_texts_become_metadata_under_dotted_names(string file)
    {
        var set = PytorchFile.Read(Golden.PathOf(file));
        Assert.Equal("17", set.Metadata["epoch"]);
        Assert.Equal("0.8125", set.Metadata["best_dice"]);
        Assert.Equal(("8", "16"), (set.Metadata["config.widths.0"], set.Metadata["config.widths.1"]));
        Assert.Equal(("unet ü", "true", "null"), (set.Metadata["config.name"], set.Metadata["config.flag"], set.Metadata["config.none"]));
        Assert.Equal(("1", "2.5", "x"), (set.Metadata["config.tuple.0"], set.Metadata["config.tuple.1"], set.Metadata["config.tuple.2"]));
        Assert.Equal("0.1", set.Metadata["optimizer_state_dict.param_groups.0.lr"]);
        Assert.Equal([2, 2], set["optimizer_state_dict.state.0.momentum_buffer"].Shape);
    }

    [Fact]
    public void A_real_state_dictionary_has_the_sums_that_PyTorch_computed()
    {
        var expected = Golden.Open("checkpoint_state_dict_expected");
        var set = PytorchFile.Read(Golden.PathOf("checkpoint_state_dict_zip.pth"));
        var sums = expected.TensorNames.Where(name => name.StartsWith("sum.", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(sums);
        Assert.All(sums, name => GoldenAssert.Close(set[name["sum.".Length..]].ToDoubles().Sum(), expected[name].Scalar, what: name));
        Assert.Equal(ElementType.Int64, set["inc.double_conv.1.num_batches_tracked"].Type);
        Assert.Equal([3, 3, 3, 3], set["inc.double_conv.0.weight"].Shape);
    }

    [Fact]
    public void A_third_party_checkpoint_is_read()
    {
        var set = PytorchFile.Read(Repository.SharedOrSkip("data", "checkpoint-unet2d-fixed-shape", "weights.pt"));
        Assert.Equal(36, set.Tensors.Count);
        Assert.Equal(449_489, set.Tensors.Sum(tensor => tensor.Count));
        Assert.Equal([16, 1, 3, 3], set["encoder.blocks.0.block.1.weight"].Shape);
        Assert.All(set.Tensors, tensor => Assert.All(tensor.ToFloats(), value => Assert.InRange(value, -100f, 100f)));
    }

    [Theory]
    [InlineData("checkpoint_nested_zip.pth")]
    [InlineData("checkpoint_nested_legacy.pth")]
    public void Truncated_checkpoints_are_refused(string file)
    {
        using var folder = new TemporaryFolder();
        foreach (var part in Mutations.Truncated(File.ReadAllBytes(Golden.PathOf(file)), 150))
        {
            var path = folder.With("cut.pth", part);
            Assert.Contains("cut.pth: ", Assert.Throws<InvalidDataException>(() => PytorchFile.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("checkpoint_nested_zip.pth")]
    [InlineData("checkpoint_nested_legacy.pth")]
    [InlineData("checkpoint_mixed_legacy.pth")]
    public void Checkpoints_with_flipped_bits_are_read_or_refused_politely(string file)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Golden.PathOf(file));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 300, seed: 2, within: whole.Length))
            Mutations.ReadsOrRefusesPolitely(folder.With("damaged.pth", damaged), PytorchFile.Read, mayAllocate: 64 << 20);
    }

    private static byte[] Bytes(NamedTensor tensor)
    {
        using var stream = new MemoryStream();
        tensor.CopyTo(stream);
        return stream.ToArray();
    }
}
