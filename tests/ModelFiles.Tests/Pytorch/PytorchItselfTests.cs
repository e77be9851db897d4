using System.Diagnostics;
using System.Globalization;

namespace UNetSharp.ModelFiles.Tests.Pytorch;

/// <summary>Files that we write, read by PyTorch itself, where <c>python3</c> has it.</summary>
public sealed class PytorchItselfTests
{
    // A tensor a line: name, shape, and a sum in which every place has a weight of its own.
    private const string Script = """
        import sys, torch
        for name, tensor in torch.load(sys.argv[1], **({} if sys.argv[2] == "-" else {"weights_only": True})).items():
            values = tensor.double().flatten()
            print(name, "x".join(str(extent) for extent in tensor.shape), str(tensor.dtype), repr(float((values * torch.arange(1, len(values) + 1, dtype=torch.float64)).sum())), sep="\t")
        """;

    [Theory]
    [InlineData("-")]
    [InlineData("weights_only")]
    public void PyTorch_loads_a_state_dictionary_that_we_wrote_and_finds_the_same_numbers(string how)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        NamedTensor[] tensors =
        [
            NamedTensor.Create("conv.weight", [4, 3, 3, 3], (float[])[.. Enumerable.Range(0, 108).Select(_ => random.NextSingle() - 0.5f)]),
            NamedTensor.Create("conv.bias", [4], new[] { 1f, -2f, float.Epsilon, 1e30f }),
            NamedTensor.Create("bn.num_batches_tracked", [], new long[] { 1L << 40 }),
            NamedTensor.Create("table", [2, 2], new[] { 0.1, 0.2, -0.3, 1e300 }),
        ];
        PytorchFile.Write(folder["model.pth"], tensors);
        var lines = Python(folder["model.pth"], how).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
        Assert.Equal(tensors.Select(tensor => tensor.Name), lines.Select(line => line[0]));
        foreach (var (tensor, line) in tensors.Zip(lines))
        {
            Assert.Equal(string.Join('x', tensor.Shape), line[1]);
            Assert.Equal(tensor.Type switch { ElementType.Float32 => "torch.float32", ElementType.Float64 => "torch.float64", _ => "torch.int64" }, line[2]);
            var expected = tensor.ToDoubles().Select((value, at) => value * (at + 1)).Sum();
            Assert.Equal(expected, double.Parse(line[3], CultureInfo.InvariantCulture), Math.Abs(expected) * 1e-12);
        }
    }

    private static string Python(string path, string how)
    {
        // The system's own first: it is what Debian's packages of PyTorch are for.
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            try
            {
                var start = new ProcessStartInfo(python, ["-c", Script, path, how]) { RedirectStandardOutput = true, RedirectStandardError = true };
                using var process = Process.Start(start)!;
                var errors = process.StandardError.ReadToEndAsync();
                var output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0) return output;
                if (!errors.Result.Contains("No module named", StringComparison.Ordinal)) Assert.Fail(errors.Result);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }

        Assert.Skip("python3 with torch is not installed: apt-get install python3-torch, or pip install torch.");
        return "";
    }
}
