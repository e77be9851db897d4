using System.Text.Json;
using UNetSharp.Imaging;

namespace UNetSharp.EndToEnd.Tests;

/// <summary><c>unet evaluate</c>: measures that can be reckoned by hand, and what it refuses.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_box_moved_by_two_columns_has_the_measures_that_one_counts()
    {
        // 10 rows of 8 columns against the same two columns on: 60 shared, 20 on either side.
        _folder.With("truth/a.png", Boxes(20, 30, (5, 10, 10, 8, 255))).With("labels/a.png", Boxes(20, 30, (5, 12, 10, 8, 1)));
        var document = Evaluate();
        Assert.Equal("values 0 255", document.GetProperty("labels").GetString());
        var one = document.GetProperty("cases")[0];
        Assert.Equal(0.75, one.GetProperty("dice").GetDouble(), 1e-12);
        Assert.Equal(0.6, one.GetProperty("iou").GetDouble(), 1e-12);
        Assert.Equal(0.75, one.GetProperty("precision").GetDouble(), 1e-12);
        Assert.Equal(0.75, one.GetProperty("recall").GetDouble(), 1e-12);
        Assert.Equal(1 - (40 / 600.0), one.GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(2, one.GetProperty("hd95").GetDouble(), 1e-12);
        Assert.Equal((1, 1), (one.GetProperty("f1").GetDouble(), one.GetProperty("ap").GetDouble()));
        Assert.Equal(0.6, one.GetProperty("seg").GetDouble(), 1e-12);

        // IoU 0.6 is above 0.5 and 0.55: two thresholds of ten.
        Assert.Equal(0.2, one.GetProperty("meanAp").GetDouble(), 1e-12);
        Assert.Equal(one.GetProperty("dice").GetDouble(), document.GetProperty("mean").GetProperty("dice").GetDouble());
    }

    [Fact]
    public void The_tolerance_is_the_distance_that_the_surface_dice_forgives()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 10, 10, 8, 1))).With("labels/a.png", Boxes(20, 30, (5, 12, 10, 8, 1)));
        Assert.True(SurfaceDice("1") < 1);
        Assert.Equal(1, SurfaceDice("2"));

        double SurfaceDice(string tolerance) => Evaluate("--tolerance", tolerance).GetProperty("mean").GetProperty("surfaceDice").GetDouble();
    }

    [Fact]
    public void Empty_references_are_counted_and_are_null_where_nothing_is_defined()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 10, 10, 8, 255))).With("labels/a.png", Boxes(20, 30, (5, 10, 10, 8, 255)))
            .With("truth/b.png", Boxes(20, 30)).With("labels/b.png", Boxes(20, 30))
            .With("truth/c.png", Boxes(20, 30)).With("labels/c.png", Boxes(20, 30, (1, 1, 2, 2, 255)));
        var document = Evaluate();
        var (nothing, something) = (document.GetProperty("cases")[1], document.GetProperty("cases")[2]);
        Assert.Equal(JsonValueKind.Null, nothing.GetProperty("dice").ValueKind);
        Assert.True(nothing.GetProperty("classes")[0].GetProperty("emptyReference").GetBoolean());
        Assert.Equal(0, something.GetProperty("dice").GetDouble());
        Assert.Equal(JsonValueKind.Null, something.GetProperty("hd95").ValueKind);
        Assert.Equal((0.5, 2), (document.GetProperty("mean").GetProperty("dice").GetDouble(), document.GetProperty("counted").GetProperty("dice").GetInt32()));
        Assert.Equal((0, 1), (document.GetProperty("mean").GetProperty("hd95").GetDouble(), document.GetProperty("counted").GetProperty("hd95").GetInt32()));
        Assert.Equal(2, document.GetProperty("classes")[0].GetProperty("emptyReferences").GetInt32());

        var (code, output, _) = Unet.Run("evaluate", _folder["labels"], _folder["truth"]);
        Assert.Equal(0, code);
        Assert.Contains("–", output, StringComparison.Ordinal);
        Assert.Contains("the reference of 2 cases of 3 is empty; in 1 of them something is predicted", output, StringComparison.Ordinal);
        Assert.Contains("HD95 is infinite in 1 case of 3", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_classes_have_means_of_their_own()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (2, 2, 5, 4, 1), (2, 20, 5, 4, 2))).With("labels/a.png", Boxes(20, 30, (2, 2, 5, 4, 1), (2, 22, 5, 4, 2)));
        var document = Evaluate();
        var dice = document.GetProperty("classes").EnumerateArray().Select(one => one.GetProperty("dice").GetDouble()).ToArray();
        Assert.Equal([1, 0.5], dice);
        Assert.Equal(0.75, document.GetProperty("mean").GetProperty("dice").GetDouble());
        Assert.Contains("mean of class", Unet.Run("evaluate", _folder["labels"], _folder["truth"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_objects_that_were_merged_cost_one_of_them()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 10, 10, 1), (5, 15, 10, 4, 2))).With("labels/a.png", Boxes(20, 30, (5, 5, 10, 14, 1)));
        var one = Evaluate("--instances").GetProperty("cases")[0];

        // IoU 100/140 with the larger; the smaller is missed.
        Assert.Equal(2 / 3.0, one.GetProperty("f1").GetDouble(), 1e-12);
        Assert.Equal(0.5, one.GetProperty("ap").GetDouble(), 1e-12);

        // The merged one holds more than half of either: SEG is the mean of 100/140 and 40/140.
        Assert.Equal(0.5, one.GetProperty("seg").GetDouble(), 1e-12);
        Assert.Equal((1, 0, 1), Counts(one.GetProperty("thresholds")[0]));
        Assert.Equal(1, one.GetProperty("dice").GetDouble());
        Assert.True(one.GetProperty("informationMerge").GetDouble() > 0);
        Assert.Equal(0, one.GetProperty("informationSplit").GetDouble());

        static (int, int, int) Counts(JsonElement at) => (at.GetProperty("truePositives").GetInt32(), at.GetProperty("falsePositives").GetInt32(), at.GetProperty("falseNegatives").GetInt32());
    }

    [Fact]
    public void Ignored_pixels_do_not_count()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 5, 5, 1), (12, 5, 5, 5, 9))).With("labels/a.png", Boxes(20, 30, (5, 5, 5, 5, 1), (12, 5, 5, 5, 1)));
        Assert.Equal(1, Evaluate("--ignore", "9").GetProperty("mean").GetProperty("dice").GetDouble());
    }

    [Fact]
    public void What_predict_writes_beside_labels_is_read_only_when_asked_for()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 10, 10, 1), (5, 15, 10, 4, 2))).With("truth/b.png", Boxes(20, 30, (5, 5, 10, 10, 1), (5, 15, 10, 4, 2)));
        foreach (var name in (string[])["a", "b"])
        {
            _folder.With($"labels/{name}.png", Boxes(20, 30, (5, 5, 10, 14, 255))).With($"labels/{name}-overlay.png", Pictures.Waves(20, 30, 3))
                .With($"labels/{name}-instances.png", Boxes(20, 30, (5, 5, 10, 10, 7), (5, 15, 10, 4, 3)));
        }

        Assert.Equal(1, Evaluate("--instances").GetProperty("mean").GetProperty("f1").GetDouble());
        File.Delete(_folder["labels/a-instances.png"]);
        File.Delete(_folder["labels/b-instances.png"]);
        Assert.True(Evaluate("--instances").GetProperty("mean").GetProperty("f1").GetDouble() < 1);
    }

    [Fact]
    public void Membranes_are_found_by_their_shape_not_by_their_thickness()
    {
        // Two cells parted by a line of one column; the prediction's line is three columns wide, which thinning forgives.
        _folder.With("truth/a.png", Boxes(20, 31, (0, 0, 20, 15, 255), (0, 16, 20, 15, 255))).With("labels/a.png", Boxes(20, 31, (0, 0, 20, 14, 255), (0, 17, 20, 14, 255)));
        var document = Evaluate("--membranes");
        var mean = document.GetProperty("mean");
        // Pixels forgive nothing: 20 of membrane are right, 40 too many.
        Assert.Equal((0.5, 580 / 620.0), (document.GetProperty("atHalf").GetProperty("membraneF1").GetDouble(), document.GetProperty("atHalf").GetProperty("accuracy").GetDouble()));
        Assert.Equal((1, 1), (mean.GetProperty("foregroundRand").GetDouble(), mean.GetProperty("foregroundInformation").GetDouble()));
        Assert.True(mean.GetProperty("foregroundRandUnthinned").GetDouble() < 1);
    }

    [Fact]
    public void A_map_of_probabilities_is_scored_at_its_best_threshold_and_either_way_round()
    {
        var truth = Boxes(20, 31, (0, 0, 20, 15, 255), (0, 16, 20, 15, 255));
        // The line is at 0.55 only: thresholds up to 0.5 merge both cells.
        var map = Array.ConvertAll(truth.Samples<byte>().ToArray(), value => value == 0 ? 0.55f : 0.9f);
        _folder.With("truth/a.png", truth).With("labels/a.tif", new Image(map, 20, 31));
        var mean = Evaluate("--membranes", "dark").GetProperty("mean");
        Assert.Equal(1, mean.GetProperty("foregroundRand").GetDouble());
        Assert.Equal(0.6, mean.GetProperty("foregroundRandThreshold").GetDouble(), 1e-12);

        // The negatives of both, membranes bright.
        File.Delete(_folder["truth/a.png"]);
        File.Delete(_folder["labels/a.tif"]);
        _folder.With("truth/a.png", new Image(Array.ConvertAll(truth.Samples<byte>().ToArray(), value => (byte)(255 - value)), 20, 31));
        _folder.With("labels/a.tif", new Image(map.SelectMany(value => new[] { value, 1 - value }).ToArray(), 20, 31, 2));
        var bright = Evaluate("--membranes", "bright");
        Assert.Equal("255", bright.GetProperty("membrane").GetString());
        Assert.Equal(1, bright.GetProperty("mean").GetProperty("foregroundRand").GetDouble());
    }

    [Fact]
    public void Pages_of_stacks_can_be_cases_of_their_own()
    {
        _folder.With("truth/a.tif", Pictures.Stack(Boxes(20, 30, (5, 5, 5, 5, 1)), Boxes(20, 30, (9, 9, 5, 5, 1)))).With("labels/a.tif", Pictures.Stack(Boxes(20, 30, (5, 5, 5, 5, 1)), Boxes(20, 30, (9, 9, 5, 5, 1))));
        Assert.Equal(1, Evaluate().GetProperty("cases").GetArrayLength());
        Assert.Equal(["a-1", "a-2"], Evaluate("--pages").GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public void Files_without_a_partner_are_named_and_left_out()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 5, 5, 1))).With("truth/b.png", Boxes(20, 30, (5, 5, 5, 5, 1))).With("truth/c.png", Boxes(20, 30)).With("labels/a.png", Boxes(20, 30)).With("labels/b.png", Boxes(20, 30));
        Assert.EndsWith("c.png", Evaluate().GetProperty("unpaired").GetProperty("truths")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("1 truth without a prediction left out: c.png", Unet.Run("evaluate", _folder["labels"], _folder["truth"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_sizes_than_the_truths_are_refused_by_name_and_the_others_are_scored()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 5, 5, 1))).With("labels/a.png", Boxes(20, 30, (5, 5, 5, 5, 1))).With("truth/b.png", Boxes(20, 30)).With("labels/b.png", Boxes(10, 15));
        var (code, output, errors) = Unet.Run("evaluate", _folder["labels"], _folder["truth"], "--json");
        Assert.Equal(1, code);
        Assert.StartsWith("1 of 2 cases could not be evaluated, and are in no mean:", errors, StringComparison.Ordinal);
        Assert.Contains($"{_folder["labels/b.png"]} is 10x15 but its truth {_folder["truth/b.png"]} is 20x30: they must be of one size.", errors, StringComparison.Ordinal);
        var document = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 1), (document.GetProperty("cases").GetArrayLength(), document.GetProperty("failures").GetArrayLength()));
    }

    [Fact]
    public void Folders_whose_names_have_nothing_in_common_are_refused()
    {
        _folder.With("truth/dog.png", Boxes(20, 30)).With("truth/cat.png", Boxes(20, 30)).With("labels/sun.png", Boxes(20, 30)).With("labels/moon.png", Boxes(20, 30));
        Refused($"No prediction has a truth: 2 predictions such as moon.png, 2 truths such as cat.png. Give a prediction the name of its truth.");
    }

    [Fact]
    public void A_number_that_is_no_class_is_refused_with_the_way_out()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 5, 5, 255))).With("labels/a.png", Boxes(20, 30, (5, 5, 5, 5, 37)));
        Refused($"{_folder["labels/a.png"]}: the mask holds 37, which is no class; known are values 0 255. Labels are expected: of probabilities, threshold them (or see --membranes); of numbered objects, say --instances.");
    }

    [Fact]
    public void Membranes_take_truths_of_two_numbers()
    {
        _folder.With("truth/a.png", Boxes(20, 30, (5, 5, 5, 5, 1), (12, 5, 5, 5, 2))).With("labels/a.png", Boxes(20, 30));
        Refused("--membranes: the truths hold values 0 1 2, but two numbers are expected, membrane and inside of cells.", "--membranes");
    }

    [Fact]
    public void A_missing_folder_and_one_without_images_are_refused()
    {
        Directory.CreateDirectory(_folder["labels"]);
        _folder.With("truth/a.png", Boxes(20, 30));
        Refused($"{_folder["labels"]}: the folder holds no images (files such as .png, .tif, .npy; folders inside it are not searched).");
        Directory.Delete(_folder["labels"]);
        Refused($"{_folder["labels"]}: there is no such file or folder.");
    }

    [Fact]
    public void Two_kinds_of_evaluation_at_once_are_refused_with_exit_code_2() => Assert.Equal(2, Unet.Run("evaluate", "a", "b", "--membranes", "dark", "--instances").ExitCode);

    private static Image Boxes(int height, int width, params (int Top, int Left, int Height, int Width, byte Number)[] boxes)
    {
        var samples = new byte[height * width];
        foreach (var box in boxes)
        {
            for (var y = 0; y < box.Height; y++) samples.AsSpan(((box.Top + y) * width) + box.Left, box.Width).Fill(box.Number);
        }

        return new Image(samples, height, width);
    }

    private JsonElement Evaluate(params string[] more)
    {
        var (code, output, errors) = Unet.Run(["evaluate", _folder["labels"], _folder["truth"], "--json", .. more]);
        Assert.Equal((0, ""), (code, errors));
        return JsonDocument.Parse(output).RootElement;
    }

    private void Refused(string message, params string[] more)
    {
        var (code, _, errors) = Unet.Run(["evaluate", _folder["labels"], _folder["truth"], .. more]);
        Assert.Equal((1, message), (code, errors.TrimEnd()));
    }
}
