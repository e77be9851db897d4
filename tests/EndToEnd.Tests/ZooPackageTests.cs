using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using UNetSharp.Imaging.Formats.Npy;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>Packages of the BioImage Model Zoo: written and read back, and read as others write them.</summary>
public sealed class ZooPackageTests
{
    private const double Epsilon = 1e-6;

    [Theory]
    [InlineData("unet-milesial", "width=4", "channels=2", "depth=2")]
    [InlineData("unet", "width=4", "padding=valid", "depth=2")]
    [InlineData("unet3d-wolny", "width=8", "classes=1", "depth=1")]
    public void A_package_that_is_written_is_read_as_the_same_model_and_verifies_itself(string network, params string[] options)
    {
        using var folder = new TestFolder();
        Succeeds(["convert", network, folder["a.safetensors"], .. options.SelectMany(option => new[] { "--option", option })]);
        Succeeds("convert", folder["a.safetensors"], folder["b.zip"]);
        var recognised = Recognised(folder["b.zip"], folder["c.safetensors"]);
        Assert.StartsWith($"b ({network}): {network}; its test tensors differ by at most ", recognised, StringComparison.Ordinal);
        Assert.InRange(Difference(recognised), 0, 1e-6f);
        Succeeds("convert", folder["a.safetensors"], folder["a.npz"]);
        Succeeds("convert", folder["c.safetensors"], folder["c.npz"]);
        var (before, after) = (NpzFile.Read(folder["a.npz"]), NpzFile.Read(folder["c.npz"]));
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(before, array => Assert.Equal(array.Value.ToFloats(), after[array.Key].ToFloats()));
    }

    [Fact]
    public void A_network_of_its_own_goes_into_a_package_and_comes_back()
    {
        using var package = new ZooPackage();
        using var folder = new TestFolder();
        var answer = ZooPackage.Answer(package.Image);
        package.Describe05("[]", "[]", answer);
        Forget(package["weights.onnx"]);
        Succeeds("convert", package.Zip(), folder["a.safetensors"]);
        Succeeds("convert", folder["a.safetensors"], folder["b.zip"]);
        var recognised = Recognised(folder["b.zip"], folder["c.safetensors"]);
        Assert.Contains("a network of its own, 2 to 2 channels", recognised, StringComparison.Ordinal);
        Assert.InRange(Difference(recognised), 0, 1e-6f);
        NpyFile.Write(folder["x.npy"], new NpyArray(package.Image, ZooPackage.Extents));
        Succeeds("run", folder["c.safetensors"], "--input", folder["x.npy"], "--out", folder["y.npy"]);
        Assert.All(NpyFile.Read(folder["y.npy"]).ToFloats().Zip(answer), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void A_package_with_other_weights_differs_from_its_test_tensors()
    {
        using var package = new ZooPackage();
        var answer = ZooPackage.Answer(package.Image);
        package.Describe05("[]", "[]", [.. answer.Select((value, at) => at == 77 ? value + 0.25f : value)]);
        Assert.Equal(0.25f, Difference(package.Convert().Recognised), 1e-5f);
    }

    [Theory]
    [InlineData("[]", "none")]
    [InlineData("[{id: zero_mean_unit_variance, kwargs: {axes: [x, y]}}]", "z-score")]
    [InlineData("[{id: ensure_dtype, kwargs: {dtype: float32}}, {id: scale_linear, kwargs: {gain: 3, offset: 7}}, {id: zero_mean_unit_variance, kwargs: {axes: [y, x]}}]", "z-score")]
    [InlineData("[{id: zero_mean_unit_variance, kwargs: {axes: [channel, x, y]}}]", "")]
    [InlineData("[{id: scale_range, kwargs: {axes: [y, x]}}]", "min-max")]
    [InlineData("[{id: scale_range, kwargs: {axes: [y, x], min_percentile: 5, max_percentile: 90.5}}]", "percentiles 5 90.5")]
    [InlineData("[{id: scale_range, kwargs: {axes: [y, x], min_percentile: 5, max_percentile: 90.5}}, {id: clip, kwargs: {min: 0, max: 1}}]", "")]
    [InlineData("[{id: scale_linear, kwargs: {gain: 0.25}}]", "divide 4")]
    [InlineData("[{id: scale_linear, kwargs: {gain: 0.5, offset: -1}}]", "fixed 2 2 -Infinity Infinity")]
    [InlineData("[{id: scale_linear, kwargs: {axis: channel, gain: [0.5, 0.25]}}]", "divide 2; divide 4")]
    [InlineData("[{id: fixed_zero_mean_unit_variance, kwargs: {mean: 3, std: 4}}]", "fixed 3 4 -Infinity Infinity")]
    [InlineData("[{id: fixed_zero_mean_unit_variance, kwargs: {axis: channel, mean: [3, 1], std: [4, 2]}}]", "fixed 3 4 -Infinity Infinity; fixed 1 2 -Infinity Infinity")]
    [InlineData("[{id: clip, kwargs: {min: 0, max: 4}}, {id: fixed_zero_mean_unit_variance, kwargs: {mean: 1, std: 2}}]", "fixed 1 2 0 4")]
    [InlineData("[{id: fixed_zero_mean_unit_variance, kwargs: {mean: 1, std: 2}}, {id: clip, kwargs: {min: -1, max: 1}}]", "fixed 1 2 -1 3")]
    [InlineData("[{id: binarize, kwargs: {threshold: 1}}]", "")]
    public void Preparations_of_models_05_are_done_and_become_a_normalisation_where_one_says_the_same(string steps, string normalisation)
    {
        using var package = new ZooPackage();
        package.Describe05(steps, "[]", ZooPackage.Answer(Prepared(package.Image, steps)));
        var (recognised, found) = package.Convert();
        Assert.Equal(normalisation, found);
        Assert.InRange(Difference(recognised.Split("; no model here")[0]), 0, 1e-5f);
        Assert.Equal(normalisation.Length == 0, recognised.Contains("do that before they are predicted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[{name: zero_mean_unit_variance, kwargs: {mode: per_sample, axes: xy}}]", "z-score")]
    [InlineData("[{name: zero_mean_unit_variance, kwargs: {mode: fixed, axes: yx, mean: [3, 1], std: [4, 2]}}]", "fixed 3 4 -Infinity Infinity; fixed 1 2 -Infinity Infinity")]
    [InlineData("[{name: scale_range, kwargs: {mode: per_sample, axes: yx, min_percentile: 1, max_percentile: 99.8}}]", "percentiles 1 99.8")]
    [InlineData("[{name: clip, kwargs: {min: 0, max: 4}}, {name: scale_linear, kwargs: {gain: 0.5, offset: -0.5}}]", "fixed 1 2 0 4")]
    public void Preparations_of_models_04_are_done_and_become_a_normalisation(string steps, string normalisation)
    {
        using var package = new ZooPackage();
        package.Describe04(steps, "[]", ZooPackage.Answer(Prepared(package.Image, steps)));
        var (recognised, found) = package.Convert();
        Assert.Equal(normalisation, found);
        Assert.InRange(Difference(recognised), 0, 1e-5f);
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("softmax")]
    [InlineData("binarize")]
    public void What_is_made_of_the_answer_is_made(string step)
    {
        using var package = new ZooPackage();
        var answer = ZooPackage.Answer(package.Image);
        float[] made = [.. answer.Select((value, at) => step switch
        {
            "sigmoid" => 1 / (1 + MathF.Exp(-value)),
            "softmax" => 1 / (1 + MathF.Exp(answer[(at + 64) % 128] - value)),
            _ => value > 0.1f ? 1 : 0,
        })];
        package.Describe05("[]", $"[{{id: {step}{(step == "binarize" ? ", kwargs: {threshold: 0.1}" : "")}}}, {{id: ensure_dtype, kwargs: {{dtype: float32}}}}]", made);
        Assert.InRange(Difference(package.Convert().Recognised), 0, 1e-6f);
    }

    [Fact]
    public void A_step_that_is_not_known_is_named_and_nothing_is_claimed()
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[{id: scale_mean_variance, kwargs: {reference_tensor: raw}}]", package.Image);
        Assert.Contains("its test tensors were not compared: the step \"scale_mean_variance\" is not known", package.Convert().Recognised, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_other_than_the_description_says_are_refused()
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[]", package.Image);
        var digest = new string('a', 64);
        File.WriteAllText(package["rdf.yaml"], File.ReadAllText(package["rdf.yaml"]).Replace("source: weights.onnx", $"source: weights.onnx, sha256: {digest}", StringComparison.Ordinal));
        var refusal = package.Refusal();
        Assert.Contains("weights.onnx is damaged or another file: its SHA-256 is ", refusal, StringComparison.Ordinal);
        Assert.Contains($"the description says {digest}", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source: weights.onnx", "source: ../weights.onnx", "lies outside the package")]
    [InlineData("source: weights.onnx", "source: /etc/passwd", "lies outside the package")]
    [InlineData("source: weights.onnx", "source: 'https://example.org/w.onnx'", "the description names onnx (https://example.org/w.onnx)")]
    [InlineData("onnx: {source: weights.onnx", "torchscript: {source: weights.onnx", "holds no weights that are read")]
    [InlineData("type: batch", "type: beach", "An axis of type \"beach\"")]
    [InlineData("[{type: batch}, {type: channel", "[{type: channel", "the model takes an image with the axes \"cyx\"")]
    [InlineData("axes: [{type: batch}", "axes: [{type: channel}, {type: batch}", "axes")]
    [InlineData("inputs:", "puts:", "names no inputs")]
    [InlineData("weights: {", "weights: [{", "rdf.yaml: ")]
    [InlineData("type: model", "type: &all [*all, *all]", "rdf.yaml: ")]
    [InlineData("type: model", "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\ni: [*h,*h,*h,*h,*h,*h,*h,*h,*h]", "rdf.yaml: ")]
    public void A_description_that_is_damaged_or_hostile_is_refused_by_name(string words, string others, string refusal)
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[]", package.Image);
        var text = File.ReadAllText(package["rdf.yaml"]);
        var at = text.IndexOf(words, StringComparison.Ordinal);
        File.WriteAllText(package["rdf.yaml"], text[..at] + others + text[(at + words.Length)..]);
        Assert.Contains(refusal, package.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_nested_without_end_is_refused()
    {
        using var package = new ZooPackage();
        File.WriteAllText(package["rdf.yaml"], "inputs: " + new string('[', 500_000));
        Assert.Contains("rdf.yaml: ", package.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_package_is_refused_by_name()
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[]", package.Image);
        var bytes = File.ReadAllBytes(package.Zip());
        using var folder = new TestFolder();
        foreach (var length in (int[])[0, 10, bytes.Length / 2, bytes.Length - 1])
        {
            File.WriteAllBytes(folder["part.zip"], bytes[..length]);
            Assert.Contains("part.zip: no package", package.Refusal(folder["part.zip"]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/unet-package-x")]
    [InlineData("..\\x")]
    public void Names_that_lead_out_of_a_package_are_refused(string name)
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[]", package.Image);
        var path = package.Zip();
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update)) archive.CreateEntry(name);
        Assert.Contains($"package.zip: no package: \"{name}\" is no name of a file within a package.", package.Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_unpacks_to_more_than_the_directory_says_is_refused()
    {
        using var package = new ZooPackage();
        package.Describe05("[]", "[]", package.Image);
        File.WriteAllBytes(package["weights.onnx"], new byte[1 << 20]);
        var path = package.Zip();
        var bytes = File.ReadAllBytes(path);

        // The size in the central directory: bytes 24 to 27 of the entry, whose name stands at byte 46 (APPNOTE 4.3.12).
        var name = bytes.AsSpan().LastIndexOf("weights.onnx"u8);
        bytes[name - 46 + 24] = 1;
        bytes[name - 46 + 25] = bytes[name - 46 + 26] = 0;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("weights.onnx", package.Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_whose_files_lie_in_one_folder_of_the_zip_is_read()
    {
        using var package = new ZooPackage();
        package.Describe04("[]", "[]", ZooPackage.Answer(package.Image));
        using var folder = new TestFolder();
        ZipFile.CreateFromDirectory(package.Path, folder["p.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        Assert.InRange(Difference(Recognised(folder["p.zip"], folder["m.safetensors"])), 0, 1e-6f);
    }

    // The steps of the rows above, in plain words.
    private static float[] Prepared(float[] image, string steps)
    {
        double[] x = [.. image.Select(value => (double)value)];
        foreach (var step in steps.Split("}}", StringSplitOptions.RemoveEmptyEntries))
        {
            double[] Numbers(string name) => step.Split($"{name}: ") is [_, var rest] ? [.. rest.TrimStart('[').Split(']', ',', '}').TakeWhile(word => double.TryParse(word, CultureInfo.InvariantCulture, out _)).Select(word => double.Parse(word, CultureInfo.InvariantCulture))] : [];
            double Number(string name, double otherwise, int channel) => Numbers(name) is { Length: > 0 } numbers ? numbers[Math.Min(channel, numbers.Length - 1)] : otherwise;
            var source = x;
            IEnumerable<double> Part(int at) => step.Contains("channel, x", StringComparison.Ordinal) ? source : source.Skip(at / 64 * 64).Take(64);
            double Percentile(int at, double percent)
            {
                double[] sorted = [.. Part(at).Order()];
                var place = percent / 100 * (sorted.Length - 1);
                return sorted[(int)place] + ((place - Math.Floor(place)) * (sorted[(int)Math.Ceiling(place)] - sorted[(int)place]));
            }

            x = [.. source.Select((value, at) => step switch
            {
                _ when step.Contains("mean:", StringComparison.Ordinal) => (value - Number("mean", 0, at / 64)) / Number("std", 1, at / 64),
                _ when step.Contains("zero_mean", StringComparison.Ordinal) => (value - Part(at).Average()) / (Math.Sqrt(Part(at).Average(other => (other - Part(at).Average()) * (other - Part(at).Average()))) + Epsilon),
                _ when step.Contains("scale_range", StringComparison.Ordinal) => (value - Percentile(at, Number("min_percentile", 0, 0))) / (Percentile(at, Number("max_percentile", 100, 0)) - Percentile(at, Number("min_percentile", 0, 0)) + Epsilon),
                _ when step.Contains("scale_linear", StringComparison.Ordinal) => (value * Number("gain", 1, at / 64)) + Number("offset", 0, at / 64),
                _ when step.Contains("clip", StringComparison.Ordinal) => Math.Clamp(value, Number("min", 0, 0), Number("max", 0, 0)),
                _ when step.Contains("binarize", StringComparison.Ordinal) => value > 1 ? 1 : 0,
                _ => value,
            })];
        }

        return [.. x.Select(value => (float)value)];
    }

    // A graph that names no network of ours, as those of others.
    private static void Forget(string onnx)
    {
        var bytes = File.ReadAllBytes(onnx);
        var at = bytes.AsSpan().IndexOf("unetsharp.network"u8);
        bytes[at] = (byte)'x';
        File.WriteAllBytes(onnx, bytes);
    }

    private static string Recognised(string package, string model) => (string)JsonNode.Parse(Succeeds("convert", package, model, "--json"))!["recognised"]!;

    private static float Difference(string recognised) => float.Parse(recognised[(recognised.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private static string Succeeds(params string[] words)
    {
        var (code, output, errors) = Unet.Run(words);
        Assert.Equal((0, ""), (code, errors));
        return output;
    }
}
