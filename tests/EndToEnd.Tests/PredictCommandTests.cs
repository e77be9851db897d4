using System.Text.Json;
using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.ModelFiles;
using UNetSharp.Segmentation;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet predict</c>: what is written, under which names, and that nothing is written over.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_are_those_of_the_library_in_the_inputs_geometry()
    {
        var picture = new Image(Pictures.Waves(37, 45).Samples<byte>().ToArray(), 37, 45) { Spacing = new Spacing(0.5, 0.5, 0.25, "mm") };
        _folder.With("in.tif", picture);
        var model = Models.Save(_folder);
        var (code, output, errors) = Predict(model, _folder["in.tif"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("in.tif: 45x37, 1 tile,", output, StringComparison.Ordinal);
        var labels = Image.Read(_folder["out/in.tif"]);
        var expected = new Predictor(Model.Load(model)).Segment(picture);
        Assert.Equal(expected.Samples<byte>(), labels.Samples<byte>());
        Assert.Equal(expected.Spacing.In("mm"), labels.Spacing.In("mm"));
        Assert.All(labels.ToLabels(), label => Assert.True(label is 0 or 255));
    }

    [Fact]
    public void Everything_that_can_be_asked_for_lies_beside_the_labels()
    {
        _folder.With("in.bmp", Pictures.Waves(30, 40));
        var (code, output, errors) = Predict(Models.Save(_folder), _folder["in.bmp"], "--probabilities", "--overlay", "--instances", "--json");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(["in-instances.png", "in-overlay.png", "in-probabilities.tif", "in.png"], _folder.Files("out"));
        var probabilities = Image.Read(_folder["out/in-probabilities.tif"]);
        Assert.Equal((SampleType.Float32, 2), (probabilities.SampleType, probabilities.Channels));
        var samples = probabilities.ToFloats();
        Assert.All(Enumerable.Range(0, 30 * 40), i => Assert.Equal(1, samples[2 * i] + samples[(2 * i) + 1], 1e-5));
        var labels = Image.Read(_folder["out/in.png"]).ToLabels();
        Assert.All(Enumerable.Range(0, 30 * 40), i => Assert.Equal(samples[(2 * i) + 1] > samples[2 * i] ? 255 : 0, labels[i]));
        Assert.Equal(3, Image.Read(_folder["out/in-overlay.png"]).Channels);

        var one = JsonDocument.Parse(output).RootElement.GetProperty("outputs")[0];
        Assert.Equal((40, 30, 1), (one.GetProperty("width").GetInt32(), one.GetProperty("height").GetInt32(), one.GetProperty("planes").GetInt32()));
        Assert.Equal(Image.Read(_folder["out/in-instances.png"]).ToLabels().Max(), one.GetProperty("objects").GetInt32());
        Assert.Equal(new FileInfo(_folder["out/in.png"]).Length, one.GetProperty("files").GetProperty("labels").GetProperty("bytes").GetInt64());
        Assert.True(one.GetProperty("tiles").GetInt32() > 0);
        Assert.True(one.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public void A_folder_of_many_formats_gives_each_input_a_file_of_its_family()
    {
        _folder.With("in/a.png", Pictures.Waves(20, 24)).With("in/b.bmp", Pictures.Waves(20, 24)).With("in/c.tif", Pictures.Stack(Pictures.Waves(20, 24), Pictures.Waves(20, 24)));
        NpyFile.Write(_folder["in/d.npy"], new NpyArray(Pictures.Waves(20, 24).ToFloats(), 20, 24));
        var (code, _, errors) = Predict(Models.Save(_folder), _folder["in"], "--overlay", "--instances");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            ["a-instances.png", "a-overlay.png", "a.png", "b-instances.png", "b-overlay.png", "b.png", "c-instances.tif", "c-overlay.tif", "c.tif", "d-instances.npy", "d-overlay.png", "d.npy"],
            _folder.Files("out"));
        Assert.Equal(2, Image.Read(_folder["out/c.tif"]).Depth);
        Assert.Equal([20, 24], NpyFile.Read(_folder["out/d.npy"]).Shape);
        Assert.Equal(Image.Read(_folder["out/a.png"]).ToLabels(), NpyFile.Read(_folder["out/d.npy"]).ToIntegers().Select(number => (int)number));
    }

    [Fact]
    public void A_picture_too_large_for_the_memory_gives_the_same_labels_in_bands_of_rows()
    {
        _folder.With("in.tif", Pictures.Waves(1100, 1200));
        var model = Models.Save(_folder);
        string[] same = ["--tile", "128", "--overlap", "0.25", "--threads", "2"];
        Assert.Equal(0, Predict(model, _folder["in.tif"], [.. same, "--memory", "2GB"]).ExitCode);
        var whole = Image.Read(_folder["out/in.tif"]).ToLabels();
        var (code, output, errors) = Predict(model, _folder["in.tif"], [.. same, "--memory", "212MB", "--force", "--json"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.True(JsonDocument.Parse(output).RootElement.GetProperty("outputs")[0].GetProperty("inBandsOfRows").GetBoolean());
        Assert.Equal(whole, Image.Read(_folder["out/in.tif"]).ToLabels());
    }

    [Theory]
    [InlineData("--probabilities")]
    [InlineData("--overlay")]
    [InlineData("--instances")]
    [InlineData("--postprocess", "largest")]
    [InlineData("--tta", "rotate")]
    public void What_needs_the_whole_image_is_refused_with_the_way_out_where_it_does_not_fit(params string[] option)
    {
        _folder.With("in.tif", Pictures.Waves(1100, 1200));
        var (code, _, errors) = Predict(Models.Save(_folder), _folder["in.tif"], [.. option, "--memory", "206MB"]);
        Assert.Equal(1, code);
        Assert.Contains($"but not with {string.Join(' ', option[0] == "--tta" ? option : option[..1])}: do without, or give --memory 1GB.", errors, StringComparison.Ordinal);
        Assert.Empty(_folder.Files("out"));
    }

    [Fact]
    public void An_ensemble_averages_probabilities()
    {
        _folder.With("in.png", Pictures.Waves(30, 40));
        var (first, second) = (Models.Save(_folder, "a.safetensors"), Models.Save(_folder, "b.safetensors", seed: 2));
        Assert.Equal(0, Predict(first, _folder["in.png"], "--model", second, "--probabilities").ExitCode);
        var expected = Prediction.Average(new Predictor(Model.Load(first)).Predict(Pictures.Waves(30, 40)), new Predictor(Model.Load(second)).Predict(Pictures.Waves(30, 40)));
        Assert.Equal(expected.Probabilities.ToFloats(), Image.Read(_folder["out/in-probabilities.tif"]).ToFloats());
    }

    [Fact]
    public void Postprocessing_leaves_no_small_piece_among_labels_and_objects()
    {
        _folder.With("in.png", Pictures.Waves(60, 80));
        Assert.Equal(0, Predict(Models.Save(_folder), _folder["in.png"], "--postprocess", "min-size:40", "--instances").ExitCode);
        var extent = new Extent(60, 80);
        var labels = ConnectedComponents.LabelByValue(Image.Read(_folder["out/in.png"]).ToLabels(), extent, Connectivity.Corners);
        Assert.All(labels.Sizes().Skip(1), size => Assert.True(size >= 40));
        var objects = Image.Read(_folder["out/in-instances.png"]).ToLabels();
        Assert.All(objects.Where(number => number > 0).CountBy(number => number), count => Assert.True(count.Value >= 40));
    }

    [Fact]
    public void Existing_outputs_are_found_before_work_begins_and_written_over_only_when_forced()
    {
        _folder.With("in/a.png", Pictures.Waves(20, 24)).With("in/b.png", Pictures.Waves(20, 24));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder["out"]).FullName, "b.png"), "precious");
        var model = Models.Save(_folder);
        var (code, _, errors) = Predict(model, _folder["in"]);
        Assert.Equal(1, code);
        Assert.Equal($"{_folder["out/b.png"]} exists already: choose another folder for --out, or write over with --force.", errors.TrimEnd());
        Assert.Equal(["b.png"], _folder.Files("out"));
        Assert.Equal("precious", File.ReadAllText(_folder["out/b.png"]));
        Assert.Equal(0, Predict(model, _folder["in"], "--force").ExitCode);
        Assert.Equal(20, Image.Read(_folder["out/b.png"]).Height);
    }

    [Fact]
    public void Inputs_of_one_stem_are_refused_before_anything_runs()
    {
        _folder.With("in/a.png", Pictures.Waves(20, 24)).With("in/a.bmp", Pictures.Waves(20, 24));
        var (code, _, errors) = Predict(Models.Save(_folder), _folder["in"], "--force");
        Assert.Equal(1, code);
        Assert.Contains($"would both be written to {_folder["out/a.png"]}", errors, StringComparison.Ordinal);
        Assert.Empty(_folder.Files("out"));
    }

    [Fact]
    public void An_input_is_never_written_over_not_even_when_forced()
    {
        _folder.With("out/a.png", Pictures.Waves(20, 24));
        var (code, _, errors) = Predict(Models.Save(_folder), _folder["out/a.png"], "--force");
        Assert.Equal(1, code);
        Assert.Contains("is an input and would be written over", errors, StringComparison.Ordinal);
        Assert.Equal(Pictures.Waves(20, 24).Samples<byte>(), Image.Read(_folder["out/a.png"]).Samples<byte>());
    }

    [Fact]
    public void One_bad_file_among_many_is_told_at_the_end_and_the_others_are_done()
    {
        _folder.With("in/a.png", Pictures.Waves(20, 24)).With("in/c.png", Pictures.Waves(20, 24)).With("in/d.png", Pictures.Waves(20, 24, 3));
        File.WriteAllText(_folder["in/b.png"], "not a picture");
        File.WriteAllBytes(_folder["in/e.png"], File.ReadAllBytes(_folder["in/a.png"])[..80]);
        var (code, output, errors) = Predict(Models.Save(_folder), _folder["in"], "--json");
        Assert.Equal(1, code);
        Assert.Equal(["a.png", "c.png"], _folder.Files("out"));
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("3 of 5 inputs failed:", lines[0]);
        Assert.Equal([_folder["in/b.png"], _folder["in/d.png"], _folder["in/e.png"]], lines.Skip(1).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).Order());
        Assert.Contains(lines, line => line.Contains("takes 1 channel, but the image has 3", StringComparison.Ordinal));
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal((2, 3), (document.GetProperty("outputs").GetArrayLength(), document.GetProperty("failures").GetArrayLength()));
    }

    private (int ExitCode, string Output, string Errors) Predict(string model, string input, params string[] more) =>
        Unet.Run(["predict", model, input, "--out", _folder["out"], .. more]);
}
