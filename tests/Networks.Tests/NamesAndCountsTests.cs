using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Each network has as many parameters as its reference, under the reference's names, so that third-party checkpoints load by name.</summary>
public class NamesAndCountsTests
{
    /// <summary>Network and options as on the command line; learnt numbers; some parameters, shapes in our order of axes.</summary>
    public static TheoryData<string, long, string> References => new()
    {
        { "nnunet channels=1 classes=3 features=32-64-128-256", 5_603_177, "encoder.stages.0.0.convs.0.conv.weight [3, 3, 3, 1, 32]; encoder.stages.3.0.convs.1.norm.bias [256]; decoder.transpconvs.0.weight [2, 2, 2, 256, 128]; decoder.stages.2.convs.1.conv.bias [32]; decoder.seg_layers.2.weight [1, 1, 1, 32, 3]" },
        { "nnunet dims=2 channels=1 classes=3 features=32-64-128-256", 1_928_489, "encoder.stages.0.0.convs.0.conv.weight [3, 3, 1, 32]; decoder.seg_layers.0.weight [1, 1, 128, 3]" },
        { "nnunet channels=4 classes=4", 31_199_796, "encoder.stages.5.0.convs.1.conv.weight [3, 3, 3, 320, 320]; decoder.seg_layers.4.bias [4]" },
        { "nnunet dims=2 channels=1 classes=2 features=32-64-128-256-512-512-512-512", 46_324_558, "decoder.transpconvs.6.weight [2, 2, 64, 32]" },
        { "nnunet-res channels=4 classes=4", 102_353_972, "encoder.stem.convs.0.conv.weight [3, 3, 3, 4, 32]; encoder.stages.0.blocks.0.conv1.conv.weight [3, 3, 3, 32, 32]; encoder.stages.1.blocks.0.skip.1.conv.weight [1, 1, 1, 32, 64]; encoder.stages.5.blocks.5.conv2.norm.weight [320]; decoder.stages.0.convs.0.conv.weight [3, 3, 3, 640, 320]" },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void It_has_the_references_names_and_as_many_numbers(string network, long numbers, string parameters)
    {
        var graph = Networks.Draw(Networks.Parse(network));
        var shapes = graph.Parameters.Select(value => (Parameter)value.Operation).ToDictionary(parameter => parameter.Path, parameter => parameter.Shape);
        Assert.All(parameters.Split("; "), line => Assert.Equal(line, $"{line.Split(' ')[0]} {shapes.GetValueOrDefault(line.Split(' ')[0])}"));
        Assert.Equal(numbers, graph.LearntNumbers);
    }
}
