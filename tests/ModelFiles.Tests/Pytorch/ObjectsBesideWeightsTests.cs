using UNetSharp.Goldens;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

/// <summary>Checkpoints with objects beside the weights, and in their place (Samples/README.md).</summary>
public sealed class ObjectsBesideWeightsTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "ModelFiles.Tests", "Pytorch", "Samples");

    public static TheoryData<string> Samples => ["objects.pth", "objects-legacy.pth", "objects-5.pth"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Weights_are_read_and_objects_are_told_by_their_names(string sample)
    {
        var set = PytorchFile.Read(Path.Combine(Folder, sample));
        Assert.Equal([2, 1, 3, 3], set["state_dict.conv.weight"].Shape);
        Assert.All(set["optimizer_states.0.state.0.exp_avg"].ToFloats(), value => Assert.Equal(0.1f, value, 1e-6f)); // a tenth of the first gradient
        Assert.Equal(3f, set["hyper_parameters.default.0.step"].ToFloats()[0]);
        Assert.Equal(0.5f, set["callbacks.__main__.Config.best"].ToFloats()[0]);
        (string Name, string Kind)[] objects =
        [
            ("namespace", "argparse.Namespace"), ("path", "pathlib.PosixPath"), ("when", "datetime.datetime"), ("partial", "functools.partial"), ("mode", "__main__.Mode"), ("config", "__main__.Config"),
            ("array", "numpy.ndarray"), ("loss", "torch.nn.modules.loss.CrossEntropyLoss"), ("net", "__main__.Net"), ("omega", "omegaconf.dictconfig.DictConfig"), ("mapped", "__main__.Mapped"),
        ];
        Assert.All(objects, entry => Assert.Equal($"an object of '{entry.Kind}'", set.Metadata[$"hyper_parameters.{entry.Name}"]));
        Assert.Equal(("0.5", "1", "3", "4"), (set.Metadata["hyper_parameters.number"], set.Metadata["hyper_parameters.set.0"], set.Metadata["callbacks.(1, 2)"], set.Metadata["callbacks.None"]));
        Assert.DoesNotContain(set.Tensors, tensor => tensor.Name.StartsWith("hyper_parameters.net", StringComparison.Ordinal) || tensor.Name.StartsWith("hyper_parameters.loss", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("module.pth", "it holds an object of '__main__.Net'")]
    [InlineData("module-in-model.pth", "at 'model' it holds an object of '__main__.Net'")]
    public void A_network_in_the_place_of_weights_is_refused_by_its_name(string sample, string message)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => PytorchFile.Read(Path.Combine(Folder, sample)));
        Assert.StartsWith($"{Path.Combine(Folder, sample)}: {message}, which is never loaded", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("torch.save(model.state_dict(), path)", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Damaged_objects_are_read_or_refused_politely(string sample)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(Folder, sample));
        foreach (var damaged in Mutations.BitFlipped(whole, count: 200, seed: 8, within: whole.Length)) Mutations.ReadsOrRefusesPolitely(folder.With("damaged.pth", damaged), PytorchFile.Read, mayAllocate: 64 << 20);
    }
}
