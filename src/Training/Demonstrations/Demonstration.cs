using System.Globalization;
using UNetSharp.Imaging;
using UNetSharp.ModelFiles;
using UNetSharp.Segmentation;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Training;

/// <summary>The whole way on synthetic cells: makes them, trains, segments pictures that the training never saw, scores them, and draws what can be seen.</summary>
/// <remarks>What a user's own cells go through is the same code; only the pictures are made here, so that a first try needs no file.</remarks>
public sealed record Demonstration
{
    private const int TrainingPictures = 30, ValidationPictures = 4, UnseenPictures = 6, FirstUnseen = 1000;

    /// <summary>How it trains: the default recipe on smaller patches, with a narrower network, and the paper's weights on the gaps between cells.</summary>
    public static Recipe Recipe { get; } = Recipe.Default with
    {
        Name = "demo",
        Network = Recipe.Default.Network.With("width", "16").With("depth", "3"),
        Patch = [160, 160],
        Weights = WeightMapOptions.Paper2015 with { BalanceClasses = false },
        Validations = 10,
    };

    /// <summary>The cells.</summary>
    public SyntheticCells Cells { get; init; } = new();

    /// <summary>How long, with what. Its path is not used: the files go to the folder.</summary>
    public TrainerOptions Options { get; init; } = new() { Minutes = 4, Seed = 1 };

    /// <summary>Trains, segments, and writes model, report and pictures.</summary>
    /// <param name="folder">Where to; it is made if it is not there.</param>
    /// <param name="progress">Told after each step of the training.</param>
    /// <param name="cancel">Looked at between steps.</param>
    /// <exception cref="IOException">The folder can't be written to.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public DemonstrationResult Run(string folder, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(folder);
        var options = Options with { Path = Path.Combine(folder, "cells.safetensors"), Resume = false };
        var split = new DataSplit(Cells.Create(options.Seed, TrainingPictures), Cells.Create(options.Seed, ValidationPictures, TrainingPictures));
        var trainer = new Trainer(Recipe, options);
        var model = trainer.Fit(split, progress, cancel);
        var shown = Unseen(model, options, cancel);
        foreach (var picture in shown) Write(folder, picture);
        TrainingReport.Write(Path.Combine(folder, "report.html"), "Synthetic cells", trainer.History!, [.. shown.Select(picture => picture.Sample)]);
        File.Delete(Path.ChangeExtension(options.Path, ".html"));
        File.Delete(Checkpoint.PathFor(options.Path));
        return Result(shown, trainer.History!);
    }

    private List<UnseenPicture> Unseen(Model model, TrainerOptions options, CancellationToken cancel)
    {
        var predictor = new Predictor(model, new PredictorOptions { Team = options.Team });
        return [.. Enumerable.Range(FirstUnseen, UnseenPictures).Select(number =>
        {
            var (image, objects) = Cells.Draw(options.Seed, number);
            var found = predictor.Predict(image, cancel: cancel).Instances(new InstanceSeparation { MinimumSize = 30 });
            return new UnseenPicture(string.Create(CultureInfo.InvariantCulture, $"unseen-{number - FirstUnseen + 1}"), image, objects.ToLabels(), found.ToLabels());
        })];
    }

    private static void Write(string folder, UnseenPicture picture)
    {
        var (clear, labels) = (picture.Image, new Image(new byte[picture.Image.Count], picture.Image.Height, picture.Image.Width));
        var found = picture.FoundAsInTruth();
        var (truth, prediction) = (Overlay.Draw(labels, picture.Truth, opacity: 1), Overlay.Draw(labels, found, opacity: 1));
        var overlay = Overlay.Draw(clear, found);
        foreach (var (name, image) in new[] { ("input", clear), ("truth", truth), ("prediction", prediction), ("overlay", overlay), ("side-by-side", Montage.Row([clear, truth, prediction, overlay])) })
            image.Write(Path.Combine(folder, $"{picture.Name}-{name}.png"), overwrite: true);
    }

    private static DemonstrationResult Result(IReadOnlyList<UnseenPicture> shown, TrainingHistory history)
    {
        var counts = new ConfusionMatrix(2);
        foreach (var picture in shown) counts.Add(UnseenPicture.Mask(picture.Truth), UnseenPicture.Mask(picture.Found));
        var objects = shown.Select(picture => InstanceMatching.Between(picture.Truth, picture.Found)).Aggregate((a, b) => a + b);
        var cells = counts.Of(1);
        return new(cells.IoU, cells.Dice, objects.F1, objects.TruePositives + objects.FalseNegatives, history.Learning.Count > 0 ? history.Learning[^1].Step : 0);
    }

    private sealed record UnseenPicture(string Name, Image Image, int[] Truth, int[] Found)
    {
        public SamplePicture Sample => new(Name, Image, Mask(Truth), Mask(Found), string.Create(CultureInfo.InvariantCulture, $"{Truth.Max()} cells, {Found.Max()} found, F1 {InstanceMatching.Between(Truth, Found).F1:0.00}"));

        // A found cell has the number, and so the colour, of the true one that it covers most of; one that is nowhere has a new number.
        public int[] FoundAsInTruth()
        {
            var next = Truth.Max();
            var taken = new HashSet<int>();
            var numbers = new Dictionary<int, int> { [0] = 0 };
            foreach (var shared in Contingency.Between(Truth, Found).Overlaps.Where(shared => shared.Truth != 0 && shared.Prediction != 0).OrderByDescending(shared => shared.Samples))
            {
                if (!numbers.ContainsKey(shared.Prediction) && taken.Add(shared.Truth)) numbers[shared.Prediction] = shared.Truth;
            }

            return Array.ConvertAll(Found, number => numbers.TryGetValue(number, out var known) ? known : numbers[number] = ++next);
        }

        public static int[] Mask(int[] objects) => Array.ConvertAll(objects, number => number == 0 ? 0 : 1);
    }
}
