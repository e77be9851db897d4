using System.Text.Json;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;
using UNetSharp.Segmentation;

namespace UNetSharp.Training.Tests.Runs;

/// <summary>Trainings of a small network on small cells: what they leave behind, and that they can be stopped and gone on with anywhere.</summary>
public sealed class TrainerTests : IDisposable
{
    private static readonly SyntheticCells Cells = new() { Height = 48, Width = 56, Radius = 7 };
    private static readonly DataSplit Split = new(Cells.Create(seed: 3, count: 5), Cells.Create(seed: 3, count: 2, first: 5));

    // Every kind of state: dropout, running statistics, momentum and variance, averaged and best weights, augmentation.
    private static readonly Recipe Small = Recipe.Default with
    {
        Network = new NetworkChoice().With("width", "4").With("depth", "2").With("padding", "same").With("norm", "batch").With("dropout", "0.2"),
        Patch = [32, 32],
        Batch = 2,
        ClipNorm = 5,
        Schedule = new CosineSchedule { WarmUp = 4 },
        Weights = WeightMapOptions.Paper2015,
    };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string ModelPath => Path.Combine(_folder.Path, "cells.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loss_that_weighs_no_pixels_trains_too()
    {
        var trainer = new Trainer(Small with { Loss = new DiceLossOptions() }, new() { Iterations = 3, Seed = 5 });
        trainer.Fit(Split, cancel: Cancel);
        Assert.All(trainer.History!.Learning, point => Assert.InRange(point.Loss, 0, 1));
    }

    [Fact]
    public void A_network_that_answers_with_one_number_learns_to_say_yes_or_no()
    {
        var trainer = new Trainer(Small.Network.For(channels: 1, classes: 1), Small, new() { Iterations = 60, Seed = 5 });
        var model = trainer.Fit(Split, cancel: Cancel);
        Assert.Equal(1, model.Network.OutputChannels);
        Assert.True(trainer.History!.Learning[^1].Loss < trainer.History.Learning[0].Loss);
        Assert.True(trainer.History.Validations[^1].Dice > 0.5);
    }

    [Fact]
    public void Ten_steps_and_ten_after_a_stop_are_twenty_steps_bit_for_bit()
    {
        var whole = new Trainer(Small, new() { Iterations = 20, Seed = 5 }).Fit(Split, cancel: Cancel);
        Stopped(after: 10, new() { Iterations = 20, Seed = 5, Path = ModelPath });
        Assert.Equal(10, Checkpoint.Read(Checkpoint.PathFor(ModelPath)).Step);
        var resumed = new Trainer(Small, new() { Seed = 5, Path = ModelPath, Resume = true }).Fit(Split, cancel: Cancel);
        Assert.Equal(Block(whole), Block(resumed));
    }

    [Fact]
    public void A_run_may_be_stopped_within_a_validation_and_finds_the_same_scores_afterwards()
    {
        var whole = new Trainer(Small, new() { Iterations = 60, Seed = 2 });
        var expected = whole.Fit(Split, cancel: Cancel);
        using var stop = new CancellationTokenSource();
        var options = new TrainerOptions { Iterations = 60, Seed = 2, Path = ModelPath };
        Assert.ThrowsAny<OperationCanceledException>(() => new Trainer(Small, options).Fit(Split, new Watch(progress =>
        {
            if (progress is { Step: 25, Phase: "validating" }) stop.Cancel();
        }), stop.Token));
        var resumed = new Trainer(Small, options with { Iterations = null, Resume = true });
        Assert.Equal(Block(expected), Block(resumed.Fit(Split, cancel: Cancel)));
        Assert.Equal(whole.History!.Validations.Select(Scores), resumed.History!.Validations.Select(Scores));
        Assert.Equal([25, 50, 60], resumed.History.Validations.Select(point => point.Step).Order());
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using var team = new ThreadTeam(3);
        using var alone = new ThreadTeam(1);
        var options = new TrainerOptions { Iterations = 6, Seed = 1 };
        Assert.Equal(
            Block(new Trainer(Small, options with { Team = alone }).Fit(Split, cancel: Cancel)),
            Block(new Trainer(Small, options with { Team = team, PatchThreads = 3 }).Fit(Split, cancel: Cancel)));
    }

    [Fact]
    public void Steps_that_minutes_come_to_make_the_same_model_when_given_as_iterations()
    {
        var timed = new Trainer(Small, new() { Minutes = 0.05, Seed = 4 });
        var model = timed.Fit(Split, cancel: Cancel);
        var steps = timed.History!.Learning[^1].Step;
        // A busy machine may end the run before all of the steps that were counted on; then there is nothing to compare.
        Assert.SkipWhen(steps.ToString(System.Globalization.CultureInfo.InvariantCulture) != timed.History.Settings[^1].Value, "the minutes were over before the steps");
        Assert.Equal(Block(new Trainer(Small, new() { Iterations = steps, Seed = 4 }).Fit(Split, cancel: Cancel)), Block(model));
    }

    [Fact]
    public void The_model_file_says_all_that_it_takes_to_use_it_and_how_it_was_made()
    {
        var returned = new Trainer(Small, new() { Iterations = 30, Path = ModelPath }).Fit(Split, cancel: Cancel);
        var model = Model.Load(ModelPath);
        Assert.Equal(Block(returned), Block(model));
        var card = ModelCard.From(model.Metadata, model.Network);
        Assert.Equal((new Triple(1, 32, 32), LabelCoding.Instances), (card.Patch!.Value, card.Labels.Coding));
        Assert.Equal(Small, RecipeFile.FromJson(model.Metadata[Trainer.RecipeKey], "the model"));
        var training = JsonDocument.Parse(model.Metadata[Trainer.TrainingKey]).RootElement;
        Assert.Equal(30, training.GetProperty("steps").GetInt32());
        Assert.InRange(training.GetProperty("dice").GetDouble(), 0, 1);
        var labels = new Predictor(model).Segment(Cells.Draw(3, 9).Image, cancel: Cancel);
        Assert.Equal((48, 56), (labels.Height, labels.Width));
    }

    [Fact]
    public void The_record_is_lines_of_json_and_a_resumed_run_repeats_none()
    {
        Stopped(after: 35, new() { Iterations = 60, Path = ModelPath });
        new Trainer(Small, new() { Path = ModelPath, Resume = true }).Fit(Split, cancel: Cancel);
        var lines = File.ReadAllLines(Path.Combine(_folder.Path, "cells.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("60", lines[0].GetProperty("settings").GetProperty("steps").GetString());
        Assert.Equal([10, 20, 30, 40, 50, 60], Steps("learning"));
        Assert.Equal([25, 50, 60], Steps("validation"));
        Assert.All(lines.Where(line => line.TryGetProperty("learning", out _)), line => Assert.True(line.GetProperty("learning").GetProperty("loss").GetDouble() > 0));
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(_folder.Path, "cells.html")), StringComparison.Ordinal);

        IEnumerable<int> Steps(string kind) => lines.Where(line => line.TryGetProperty(kind, out _)).Select(line => line.GetProperty(kind).GetProperty("step").GetInt32());
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_with_step_rate_and_advice_and_keeps_the_last_checkpoint()
    {
        Stopped(after: 10, new() { Iterations = 40, Path = ModelPath });
        var before = File.ReadAllBytes(Checkpoint.PathFor(ModelPath));
        var wild = Small with { LearningRate = 1e30, ClipNorm = 0, Optimiser = new SgdOptions() };
        var failure = Assert.Throws<TrainingDivergedException>(() => new Trainer(wild, new() { Iterations = 40, Path = ModelPath }).Fit(Split, cancel: Cancel));
        Assert.Contains($"in step {failure.Step}, at a learning rate of", failure.Message, StringComparison.Ordinal);
        Assert.Contains("clipNorm: 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Checkpoint.PathFor(ModelPath)));
    }

    [Fact]
    public void Training_learns_cells()
    {
        var trainer = new Trainer(Small with { LearningRate = 0.01, Network = Small.Network.With("dropout", "0") }, new() { Iterations = 150, Seed = 1 });
        trainer.Fit(Split, cancel: Cancel);
        Assert.InRange(trainer.History!.Validations[^1].Dice, 0.8, 1);
        Assert.True(trainer.History.Learning[^1].Loss < 0.8 * trainer.History.Learning[0].Loss);
    }

    [Fact]
    public void A_pretrained_model_is_begun_with()
    {
        var first = new Trainer(Small, new() { Iterations = 5 }).Fit(Split, cancel: Cancel);
        var still = Small with { LearningRate = 1e-30, Average = 0, KeepBest = false };
        var second = new Trainer(still, new() { Iterations = 1, Pretrained = first, Seed = 9 }).Fit(Split, cancel: Cancel);
        Assert.True(first.Weights.Trained.SequenceEqual(second.Weights.Trained));
    }

    [Fact]
    public void Other_runs_checkpoints_are_refused_with_both_sides()
    {
        Stopped(after: 3, new() { Iterations = 9, Path = ModelPath });
        Refused("its seed is 0, this run's 7", Small, Split, seed: 7);
        Refused("its network is unet", Small with { Network = Small.Network.With("width", "8") }, Split, seed: 0);
        Refused("its recipe is", Small with { Batch = 3 }, Split, seed: 0);
        Refused("its data is", Small, Split with { Training = Cells.Create(seed: 4, count: 6) }, seed: 0);

        void Refused(string message, Recipe recipe, DataSplit split, ulong seed) => Assert.Contains(
            message,
            Assert.Throws<InvalidDataException>(() => new Trainer(recipe, new() { Path = ModelPath, Resume = true, Seed = seed }).Fit(split, cancel: Cancel)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_or_altered_checkpoint_is_refused_politely()
    {
        Stopped(after: 3, new() { Iterations = 9, Path = ModelPath });
        var path = Checkpoint.PathFor(ModelPath);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 7, 100, 2000, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<InvalidDataException>(Resumed);
        }

        var random = new Random(1);
        for (var trial = 0; trial < 60; trial++)
        {
            var altered = bytes.ToArray();
            altered[8 + random.Next(3000)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, altered);
            try
            {
                Checkpoint.Read(path);
            }
            catch (InvalidDataException)
            {
            }
        }

        void Resumed() => new Trainer(Small, new() { Path = ModelPath, Resume = true }).Fit(Split, cancel: Cancel);
    }

    [Fact]
    public void Networks_that_do_not_fit_the_data_are_refused_with_both_sides()
    {
        Assert.Contains("takes 3 channels, but the images have 1", Refusal(new UNet(Channels: 3, Padding: Padding.Same)), StringComparison.Ordinal);
        Assert.Contains("tells 5 classes apart, but the masks hold 2", Refusal(new UNet(Classes: 5, Padding: Padding.Same)), StringComparison.Ordinal);

        static string Refusal(Network network) => Assert.Throws<ArgumentException>(() => new Trainer(network, Small).Fit(Split, cancel: Cancel)).Message;
    }

    [Fact]
    public void A_memory_limit_changes_no_bit_and_one_too_low_is_refused()
    {
        var options = new TrainerOptions { Iterations = 2, Seed = 1 };
        var free = new Trainer(Small with { Batch = 8 }, options);
        var expected = Block(free.Fit(Split, cancel: Cancel));
        var taken = double.Parse(free.History!.Settings.First(setting => setting.Key == "memory").Value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * 1e6;
        Assert.Equal(expected, Block(new Trainer(Small with { Batch = 8 }, options with { Memory = (long)(0.8 * taken) }).Fit(Split, cancel: Cancel)));
        Assert.Throws<InsufficientMemoryException>(() => new Trainer(Small with { Batch = 8 }, options with { Memory = 100_000 }).Fit(Split, cancel: Cancel));
    }

    [Fact]
    public void Early_stopping_ends_a_run_that_gets_no_better()
    {
        var trainer = new Trainer(Small with { LearningRate = 1e-30, Average = 0, Patience = 2, Network = Small.Network.With("norm", "none") }, new() { Iterations = 1000 });
        trainer.Fit(Split, cancel: Cancel);
        Assert.Equal([50, 100, 150, 150], trainer.History!.Validations.Select(point => point.Step));
    }

    [Fact]
    public void The_papers_recipe_takes_one_large_tile_of_a_valid_network()
    {
        var recipe = Recipe.Paper2015 with { Network = Recipe.Paper2015.Network.With("width", "2").With("depth", "2") };
        var trainer = new Trainer(recipe, new() { Iterations = 2 });
        trainer.Fit(Split, cancel: Cancel);
        // Images of 48x56 need no more than the tile whose answer covers them.
        Assert.Contains("1 x 88x96 → 48x56", trainer.History!.Settings.Select(setting => setting.Value));
    }

    [Fact]
    public void One_case_alone_is_trained_on_without_validation()
    {
        var trainer = new Trainer(Small, new() { Iterations = 3 });
        trainer.Fit(Cells.Create(seed: 1, count: 1), cancel: Cancel);
        Assert.Empty(trainer.History!.Validations);
    }

    private static void Stopped(long after, TrainerOptions options)
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new Trainer(Small, options).Fit(Split, new Watch(progress =>
        {
            if (progress.Step == after) stop.Cancel();
        }), stop.Token));
    }

    private static float[] Block(Model model) => [.. model.Weights.Block.Span(0, (int)model.Weights.Length)];

    private static (long, double, double) Scores(ValidationPoint point) => (point.Step, point.Dice, point.Accuracy);

    private sealed class Watch(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
