using System.Diagnostics;
using System.Text.Json.Nodes;
using UNetSharp.ModelFiles;
using UNetSharp.Segmentation;
using UNetSharp.Segmentation.Metrics;

namespace UNetSharp.Training;

/// <summary>The course of a run: steps with validations between them, and the files that tell of it.</summary>
internal sealed class TrainingCourse
{
    private const int StepsPerPoint = 10, FewestStepsBetween = 25, Pictures = 4;

    // A look in between may cost as much as some three steps: the forward pass of eight batches.
    private const int BatchesPerLook = 8;

    private readonly DataSplit _split;
    private readonly Recipe _recipe;
    private readonly TrainerOptions _options;
    private readonly Validation _validation;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private RecordFile? _record;
    private long _firstStep;
    private double _secondsValidated;

    /// <summary>The course of a run from where it stands.</summary>
    /// <param name="split">The cases to learn from and those to validate on.</param>
    /// <param name="run">Weights, optimiser, patches.</param>
    /// <param name="settings">What the run set out with.</param>
    /// <param name="progress">Told after each step.</param>
    public TrainingCourse(DataSplit split, TrainingRun run, IReadOnlyList<KeyValuePair<string, string>> settings, IProgress<TrainingProgress>? progress)
    {
        (_split, Run, Settings, _progress) = (split, run, settings, progress);
        (_recipe, _options, Cases) = (run.Recipe, run.Options, Checkpoint.TextOf(split));
        _validation = new(split.Validation, BatchesPerLook * run.BatchPixels, Looking);
    }

    /// <summary>Weights, optimiser, patches.</summary>
    public TrainingRun Run { get; }

    /// <summary>What the run set out with.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; }

    /// <summary>The text that tells the data apart.</summary>
    public string Cases { get; }

    /// <summary>What has happened so far.</summary>
    public TrainingHistory History => new() { Settings = [.. Settings, new("steps", $"{Run.State.Steps}")], Learning = Run.State.Learning, Validations = Run.State.Validations };

    /// <summary>Goes on where a checkpoint stands.</summary>
    public void Restore(Checkpoint checkpoint)
    {
        checkpoint.RequireSame(Checkpoint.TextOf(Run.Model.Network), _recipe, _options.Seed, Cases);
        Run.Restore(checkpoint);
    }

    /// <summary>How many steps fit into minutes, found out by taking some and taking them back.</summary>
    public long StepsIn(double minutes, CancellationToken cancel)
    {
        _progress?.Report(new(0, 0, double.NaN, 0, 0, TimeSpan.FromMinutes(minutes), null, "timing some steps"));
        var (step, look) = Run.Rehearse(() => Look(cancel), cancel);
        var left = (minutes * 60) - Run.Seconds - (look * (_recipe.Validations + 2));
        return Math.Max(1, (long)(left / step));
    }

    /// <summary>Takes the steps that are left.</summary>
    /// <param name="deadline">Seconds of training at which to end, however far it has come.</param>
    /// <param name="cancel">Looked at between steps.</param>
    public void Learn(double deadline, CancellationToken cancel)
    {
        var state = Run.State;
        _firstStep = state.Step;
        _record = _options.Path is { } path ? new(Path.ChangeExtension(path, ".jsonl"), History) : null;
        var every = Math.Max(FewestStepsBetween, state.Steps / _recipe.Validations);
        // However few the minutes are, one step is taken.
        while (state.Step < state.Steps && (state.Step == 0 || Run.Seconds < deadline))
        {
            cancel.ThrowIfCancellationRequested();
            if (state.Step > 0 && state.Step % every == 0 && state.Step != state.Looked)
            {
                if (!_validation.IsEmpty) Validate(quick: true, cancel);
                state.Looked = state.Step;
                Save();
                if (_recipe.Patience > 0 && state.SinceBest >= _recipe.Patience) break;
            }

            Run.Step(cancel);
            if (state.Step % StepsPerPoint == 0) ClosePoint();
            Report("training");
        }

        if (state.LossCount > 0) ClosePoint();
    }

    /// <summary>Writes the checkpoint, where there is a place for it.</summary>
    public void Save()
    {
        if (_options.Path is { } path) Run.Save(Checkpoint.PathFor(path), Cases);
    }

    /// <summary>The last validation, the choice of the model, and its files.</summary>
    public Model Finish(CancellationToken cancel)
    {
        // Saved before the best weights may take the place of the last.
        Save();
        if (!_validation.IsEmpty) Validate(quick: false, cancel);
        var model = Described(Run.Judged);
        if (_options.Path is not { } path) return model;
        model.Save(path);
        Report("writing the report");
        var shown = new Validation(_validation.IsEmpty ? _split.Training : _split.Validation, quickPixels: 0, Looking).Pictures(model, Pictures, cancel);
        TrainingReport.Write(Path.ChangeExtension(path, ".html"), Path.GetFileNameWithoutExtension(path), History, shown);
        return model;
    }

    private PredictorOptions Looking => new() { Memory = _options.Memory, Team = _options.Team };

    private (ConfusionMatrix Counts, int Cases) Look(CancellationToken cancel) => _validation.IsEmpty ? (new(2), 0) : _validation.Score(Run.Judged, quick: true, cancel);

    private void Validate(bool quick, CancellationToken cancel)
    {
        Report("validating");
        var (state, start) = (Run.State, Stopwatch.GetTimestamp());
        var point = Point(_validation.Score(Run.Judged, quick, cancel));
        // At the end the best of the looks in between is judged on all cases, too.
        if (!quick && _recipe.KeepBest && Run.Best.Length > 0)
        {
            var last = Run.TakeBest();
            var best = Point(_validation.Score(Run.Judged, quick, cancel));
            if (best.Dice > point.Dice) point = best with { Step = state.BestStep };
            else Run.PutBack(last);
        }

        state.Validations.Add(point);
        _record?.Add(point);
        if (quick)
        {
            var better = !(point.Dice <= state.Best);
            (state.Best, state.SinceBest, state.BestStep) = better ? (point.Dice, 0, state.Step) : (state.Best, state.SinceBest + 1, state.BestStep);
            if (better && _recipe.KeepBest) Run.KeepBest();
        }

        _secondsValidated += Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private ValidationPoint Point((ConfusionMatrix Counts, int Cases) score) => new(
        Run.State.Step, Math.Round(Run.Seconds, 3), score.Cases, score.Counts.MeanDice(1), score.Counts.MeanIoU(1), score.Counts.MeanPrecision(1), score.Counts.MeanRecall(1), score.Counts.Accuracy);

    private void ClosePoint()
    {
        var point = Run.ClosePoint(_secondsValidated);
        _secondsValidated = 0;
        _record?.Add(point);
    }

    private void Report(string phase)
    {
        if (_progress is null) return;
        var state = Run.State;
        var last = state.Learning.Count > 0 ? state.Learning[^1] : null;
        var perStep = Stopwatch.GetElapsedTime(_begun).TotalSeconds / Math.Max(1, state.Step - _firstStep);
        _progress.Report(new(
            state.Step,
            state.Steps,
            state.LossCount > 0 ? state.LossSum / state.LossCount : last?.Loss ?? double.NaN,
            last?.LearningRate ?? 0,
            last?.ImagesPerSecond ?? 0,
            TimeSpan.FromSeconds(perStep * (state.Steps - state.Step)),
            state.Validations.Count > 0 ? state.Validations[^1] : null,
            phase));
    }

    private Model Described(Model model)
    {
        var (state, last) = (Run.State, Run.State.Validations.Count > 0 ? Run.State.Validations[^1] : null);
        var training = new JsonObject(Settings.Where(setting => setting.Key != "recipe").Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)))
        {
            ["steps"] = state.Step,
            ["minutes"] = Math.Round(Run.Seconds / 60, 2),
        };
        if (last is not null)
        {
            training["model of step"] = last.Step;
            foreach (var (name, score) in new[] { ("dice", last.Dice), ("iou", last.IoU), ("precision", last.Precision), ("recall", last.Recall), ("accuracy", last.Accuracy) })
                training[name] = double.IsFinite(score) ? Math.Round(score, 5) : null;
        }

        return model.WithMetadata(new Dictionary<string, string>(model.Metadata) { [Trainer.TrainingKey] = training.ToJsonString() });
    }
}
