using System.Text.Json;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet networks</c>, <c>unet info</c>, <c>unet bench</c>, and what every command refuses.</summary>
public class NetworkCommandTests
{
    [Fact]
    public void Networks_lists_unet_with_its_parameters()
    {
        var (code, output, errors) = Unet.Run("networks", "--json");
        Assert.Equal((0, ""), (code, errors));
        var network = JsonDocument.Parse(output).RootElement.GetProperty("networks")[0];
        Assert.Equal("unet", network.GetProperty("name").GetString());
        Assert.Equal(31_030_658, network.GetProperty("parameters").GetInt64());
        Assert.Equal(2, network.GetProperty("dimensions").GetInt32());
    }

    [Fact]
    public void Info_says_what_the_papers_network_is_and_takes()
    {
        var (code, output, errors) = Unet.Run("info", "unet", "--json");
        Assert.Equal((0, ""), (code, errors));
        var info = JsonDocument.Parse(output).RootElement;
        Assert.Equal(31_030_658, info.GetProperty("parameters").GetInt64());
        Assert.Equal([1, 388, 388, 2], info.GetProperty("outputShape").EnumerateArray().Select(extent => extent.GetInt32()));
        Assert.InRange(info.GetProperty("flops").GetDouble(), 300e9, 302e9);
        Assert.True(info.GetProperty("trainingBytes").GetInt64() > info.GetProperty("inferenceBytes").GetInt64());
        var layers = info.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(31_030_658, layers.Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.Contains(layers, layer => layer.GetProperty("kernel").GetString()!.StartsWith("Winograd", StringComparison.Ordinal));
        Assert.All(layers, layer => Assert.All(layer.GetProperty("pieces").EnumerateArray(), pieces => Assert.True(pieces.GetInt32() > 0)));
        foreach (var mode in (string[])["inferenceScaling", "trainingScaling"])
        {
            var speedup = info.GetProperty(mode).GetProperty("speedup");
            Assert.InRange(speedup.GetProperty("2").GetDouble(), 1.95, 2);
            Assert.InRange(speedup.GetProperty("8").GetDouble(), 7, 8);
        }
    }

    [Fact]
    public void A_trained_UNet_plus_plus_is_pruned_by_an_option()
    {
        using var folder = new TestFolder();
        Model.Create(new NestedUNet { Channels = 1, Width = 4, Depth = 3 }).Save(folder["model.safetensors"]);
        var (code, output, errors) = Unet.Run("info", folder["model.safetensors"], "--option", "prune=1", "--input", "1x16x16x1", "--json");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(NestedUNetPrunedToOne(width: 4), JsonDocument.Parse(output).RootElement.GetProperty("parameters").GetInt64());
        (code, _, errors) = Unet.Run("info", folder["model.safetensors"], "--option", "width=8");
        Assert.Equal(2, code);
        Assert.Contains("the model has it as [3, 3, 1, 4]", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_prints_the_figures_of_the_contract()
    {
        var (code, output, errors) = Unet.Run("bench", "--option", "width=4", "--input", "1x188x188x1", "--runs", "1", "--threads", "1", "--json");
        Assert.Equal((0, ""), (code, errors));
        var bench = JsonDocument.Parse(output).RootElement;
        Assert.Equal(1, bench.GetProperty("threads").GetInt32());
        foreach (var figure in (string[])["peakGflops", "inferenceMs", "trainingStepMs", "inferenceGflops", "trainingGflops", "inferenceBytes", "trainingBytes", "residentBytes"])
        {
            Assert.True(bench.GetProperty(figure).GetDouble() > 0, figure);
        }
    }

    [Fact]
    public void A_paced_bench_runs_once_for_each_line_and_then_sums_up()
    {
        using var bench = Unet.Start("bench", "--option", "width=4", "--input", "1x188x188x1", "--threads", "1", "--mode", "inference", "--paced", "--json");
        Assert.Equal("ready", bench.StandardOutput.ReadLine());
        var times = new double[3];
        for (var turn = 0; turn < times.Length; turn++)
        {
            bench.StandardInput.WriteLine();
            times[turn] = JsonDocument.Parse(bench.StandardOutput.ReadLine()!).RootElement.GetProperty("ms").GetDouble();
        }

        bench.StandardInput.Close();
        Assert.Equal(times.Order().ElementAt(1), JsonDocument.Parse(bench.StandardOutput.ReadToEnd()).RootElement.GetProperty("inferenceMs").GetDouble());
        bench.WaitForExit();
        Assert.Equal(0, bench.ExitCode);
    }

    [Theory]
    [InlineData("--paced: times one thing: give --mode inference or --mode training.", "bench", "--paced")]
    [InlineData("Option width=abc: expected a whole number from 1 to 4096.", "info", "unet", "--option", "width=abc")]
    [InlineData("unet has no option \"heads\"; it has channels, classes, width, depth, padding, norm, up, dropout.", "info", "unet", "--option", "heads=8")]
    [InlineData("--input 12: expected extents such as 1x572x572x1 (NxHxWxC) or 1x64x128x128x1 (NxDxHxWxC).", "info", "unet", "--input", "12")]
    [InlineData("UNet: height 500 does not fit 4 levels of valid convolutions; the nearest that fit are 492 and 508: pad, crop or tile the image.", "info", "unet", "--input", "1x500x500x1")]
    [InlineData("UNet: made for 1 channels; the input has 3 (shape [1, 572, 572, 3]).", "info", "unet", "--input", "1x572x572x3")]
    public void A_wrong_command_line_is_refused_in_one_sentence_with_exit_code_2(string message, params string[] words)
    {
        var (code, output, errors) = Unet.Run(words);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(message, errors.TrimEnd());
    }

    [Fact]
    public void An_unknown_network_is_refused_with_the_list_of_those_there_are()
    {
        var (code, output, errors) = Unet.Run("info", "nosuch");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("There is no network and no file \"nosuch\"; networks: unet, ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_no_command_gives_exit_code_2() => Assert.Equal(2, Unet.Run("segmentate").ExitCode);

    [Theory]
    [InlineData("networks")]
    [InlineData("info")]
    [InlineData("run")]
    [InlineData("bench")]
    [InlineData("check")]
    [InlineData("predict")]
    [InlineData("evaluate")]
    public void Help_shows_an_example(string command)
    {
        var (code, output, _) = Unet.Run(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains($"Example: unet {command}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_machine_can_not_hold_is_refused_before_anything_runs()
    {
        var (code, _, errors) = Unet.Run("bench", "--option", "padding=same", "--input", "64x4096x4096x1");
        Assert.Equal(1, code);
        Assert.Contains("take a smaller patch, batch or width", errors, StringComparison.Ordinal);
    }

    // Nodes (0, 0), (1, 0), (0, 1): two convolutions with bias and normalisation each; a head of one class.
    private static long NestedUNetPrunedToOne(int width)
    {
        static long Layer(long from, long to) => (9 * from * to) + (3 * to);
        return Layer(1, width) + Layer(width, width) + Layer(width, 2 * width) + Layer(2 * width, 2 * width) + Layer(3 * width, width) + Layer(width, width) + width + 1;
    }
}
