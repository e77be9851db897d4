using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet run</c>: a model file and an array in, logits out.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unet-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_saved_model_gives_PyTorchs_logits_on_an_array_with_channels_first()
    {
        var golden = Golden.Open("net_paper_unet_w8_188");
        var model = Model.Create(new UNet(Channels: 1, Classes: 2, Width: 8, Dropout: 0));
        foreach (var parameter in model.Weights.Parameters)
        {
            var tensor = golden["weights." + parameter.Path];
            (parameter.Kind switch
            {
                ParameterKind.Convolution => tensor.Kernel(),
                ParameterKind.TransposedConvolution => tensor.TransposedKernel(),
                _ => tensor,
            }).Values.CopyTo(model.Weights[parameter.Path]);
        }

        model.Save(At("paper.safetensors"));
        NpyFile.Write(At("x.npy"), new NpyArray(golden["x"].Values, [.. golden["x"].Shape]));
        var (code, _, errors) = Unet.Run("run", At("paper.safetensors"), "--input", At("x.npy"), "--out", At("y.npy"));
        Assert.Equal((0, ""), (code, errors));
        var y = NpyFile.Read(At("y.npy"));
        Assert.Equal(golden["y"].Shape, y.Shape);
        GoldenAssert.Close(y.ToFloats(), golden["y"].Values, absolute: 1e-4, relative: 1e-3, "logits");
    }

    [Fact]
    public void The_two_orders_of_axes_agree_and_so_do_numbers_of_threads()
    {
        var numbers = Enumerable.Range(0, 2 * 3 * 16 * 20).Select(at => (float)Math.Sin(at)).ToArray();
        var last = new float[numbers.Length];
        AxisOrder.Permute<float>(numbers, [2, 3, 16, 20], AxisOrder.ActivationToLast(4).AsSpan(), last);
        NpyFile.Write(At("first.npy"), new NpyArray(numbers, 2, 3, 16, 20));
        NpyFile.Write(At("last.npy"), new NpyArray(last, 2, 16, 20, 3));
        string[] network = ["run", "unet", "--option", "channels=3", "--option", "width=4", "--option", "depth=2", "--option", "padding=same", "--seed", "5"];
        Assert.Equal(0, Unet.Run([.. network, "--input", At("first.npy"), "--out", At("a.npy"), "--threads", "1"]).ExitCode);
        Assert.Equal(0, Unet.Run([.. network, "--input", At("last.npy"), "--out", At("b.npy"), "--threads", "3", "--channels-last"]).ExitCode);

        // Only the last of 2, 16, 20, 3 is the number of channels: nothing need be said.
        Assert.Equal(0, Unet.Run([.. network, "--input", At("last.npy"), "--out", At("c.npy")]).ExitCode);
        Assert.Equal(File.ReadAllBytes(At("b.npy")), File.ReadAllBytes(At("c.npy")));
        var (a, b) = (NpyFile.Read(At("a.npy")), NpyFile.Read(At("b.npy")));
        Assert.Equal([2, 2, 16, 20], a.Shape);
        Assert.Equal([2, 16, 20, 2], b.Shape);
        var back = new float[a.Count];
        AxisOrder.Permute<float>(a.ToFloats(), [2, 2, 16, 20], AxisOrder.ActivationToLast(4).AsSpan(), back);
        Assert.Equal(b.ToFloats(), back);
    }

    [Fact]
    public void An_existing_file_is_written_over_only_when_forced()
    {
        NpyFile.Write(At("x.npy"), new NpyArray(new float[16 * 16], 1, 1, 16, 16));
        File.WriteAllText(At("y.npy"), "precious");
        string[] words = ["run", "unet", "--option", "width=2", "--option", "depth=1", "--option", "padding=same", "--input", At("x.npy"), "--out", At("y.npy")];
        var (code, _, errors) = Unet.Run(words);
        Assert.Equal(1, code);
        Assert.Contains("y.npy", errors, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(At("y.npy")));
        Assert.Equal(0, Unet.Run([.. words, "--force"]).ExitCode);
    }

    [Fact]
    public void A_truncated_model_is_refused_with_its_name()
    {
        Model.Create(new UNet(Width: 2, Depth: 1)).Save(At("whole.safetensors"));
        var bytes = File.ReadAllBytes(At("whole.safetensors"));
        File.WriteAllBytes(At("half.safetensors"), bytes[..(bytes.Length / 2)]);
        var (code, _, errors) = Unet.Run("info", At("half.safetensors"));
        Assert.Equal(1, code);
        Assert.Contains("half.safetensors", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_array_is_refused_with_its_name()
    {
        var (code, _, errors) = Unet.Run("run", "unet", "--input", At("nothing.npy"), "--out", At("y.npy"));
        Assert.Equal(1, code);
        Assert.Contains("nothing.npy", errors, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);
}
