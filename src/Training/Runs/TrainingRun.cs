using System.Diagnostics;
using System.Globalization;
using UNetSharp.Graphs;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>One run of a training: weights, optimiser, patches and where it stands; steps, and saving and restoring all of it.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly PatchSampler _sampler;
    private readonly TrainingPlan _plan;
    private readonly WeightAverage? _average;
    private readonly Stopwatch _clock = new();
    private PatchLoader? _loader;
    private double _secondsBefore, _secondsAtPoint, _waitedAtPoint, _loadersBefore;

    /// <summary>Makes a run ready at its first step.</summary>
    /// <exception cref="InsufficientMemoryException">The machine, or the limit, has not the memory.</exception>
    public TrainingRun(Model model, Recipe recipe, PatchSampler sampler, TrainerOptions options)
    {
        (Model, Recipe, _sampler, Options) = (model, recipe, sampler, options);
        var (input, blocks) = (sampler.Options.Input, recipe.Average > 0 ? 2 : 1);
        var shape = model.Network.TypicalInput.WithSpatial(new(input.Depth, input.Height, input.Width), model.Network.InputChannels).With(0, recipe.Batch);
        // What the plan does not count: the optimiser's memories, the averaged and the best weights.
        var beside = ((recipe.Optimiser.For(0).States.Count * model.Weights.TrainedLength) + (blocks * model.Weights.Length)) * sizeof(float);
        if (options.Memory <= beside)
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture, $"Training needs {beside / 1e6:0.0} MB for weights and the optimiser's memory alone, the limit is {options.Memory / 1e6:0.0} MB: raise it, or take a smaller width."));
        _plan = TrainingPlan.Create(WeighedHeads.Of(model.Network, recipe.HeadWeights), model.Weights, shape, new PlanOptions { Team = options.Team, MemoryLimit = options.Memory - beside }, recipe.Loss.DrawOfAnswer, recipe.Optimiser, recipe.ClipNorm > 0 ? recipe.ClipNorm : null);
        _plan.Plan.Counter.Seed = options.Seed;
        Bytes = _plan.Plan.Figures.Bytes + beside;
        if (recipe.Average > 0)
        {
            _average = new(model.As(model.Network), recipe.Average);
            _plan.Average = _average;
        }
    }

    /// <summary>The network and the weights that are learnt.</summary>
    public Model Model { get; }

    /// <summary>How it is trained.</summary>
    public Recipe Recipe { get; }

    /// <summary>How long, with what, and where to.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Pixels that the network answers for in a step.</summary>
    public long BatchPixels => (long)Recipe.Batch * _sampler.Options.Output.Count;

    /// <summary>The model to validate and to save: the averaged weights where there are such.</summary>
    public Model Judged => _average?.Model ?? Model;

    /// <summary>Where it stands.</summary>
    public RunState State { get; private set; } = new();

    /// <summary>The weights of the best validation; empty before the first.</summary>
    public float[] Best { get; private set; } = [];

    /// <summary>Bytes that the run takes beside patches.</summary>
    public long Bytes { get; }

    /// <summary>Seconds of training until now, over all resumptions.</summary>
    public double Seconds => _secondsBefore + _clock.Elapsed.TotalSeconds;

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate => Recipe.LearningRate * Recipe.Schedule.Factor(State.Step, State.Steps);

    private int Length => checked((int)Model.Weights.Length);

    private double Waited => _loadersBefore + (_loader?.Waited.TotalSeconds ?? 0);

    /// <summary>Learns from a batch.</summary>
    /// <returns>The loss.</returns>
    /// <exception cref="TrainingDivergedException">The loss is no number.</exception>
    public double Step(CancellationToken cancel)
    {
        Start();
        Fill(_loader!.Take(cancel));
        var rate = LearningRate;
        // Not cancelled within: running statistics are written as the step goes, and a checkpoint must be of whole steps.
        var loss = _plan.Step(rate, CancellationToken.None);
        if (!float.IsFinite(loss)) throw new TrainingDivergedException(State.Step + 1, loss, rate, Recipe.ClipNorm > 0);
        State.Step++;
        (State.LossSum, State.LossCount) = (State.LossSum + loss, State.LossCount + 1);
        return loss;
    }

    /// <summary>Closes a learning point over the steps since the last.</summary>
    public LearningPoint ClosePoint(double secondsValidated)
    {
        var seconds = Seconds - _secondsAtPoint - secondsValidated;
        var point = new LearningPoint(
            State.Step,
            Math.Round(Seconds, 3),
            State.LossSum / Math.Max(1, State.LossCount),
            Recipe.LearningRate * Recipe.Schedule.Factor(State.Step - 1, State.Steps),
            State.LossCount * Recipe.Batch / Math.Max(1e-9, seconds),
            (Waited - _waitedAtPoint) / Math.Max(1e-9, seconds));
        (_secondsAtPoint, _waitedAtPoint, State.LossSum, State.LossCount) = (Seconds, Waited, 0, 0);
        State.Learning.Add(point);
        return point;
    }

    /// <summary>Keeps the judged weights as the best.</summary>
    public void KeepBest() => Best = [.. Judged.Weights.Block.Span(0, Length)];

    /// <summary>Takes the best weights for the judged ones.</summary>
    /// <returns>Those before, to be put back.</returns>
    public float[] TakeBest()
    {
        var last = Copy(Judged);
        PutBack(Best);
        return last;
    }

    /// <summary>Puts weights back in the place of the judged ones.</summary>
    public void PutBack(float[] weights)
    {
        weights.CopyTo(Judged.Weights.Block.Span(0, Length));
        Judged.Weights.Changed();
    }

    /// <summary>Writes everything that the next step depends on.</summary>
    /// <exception cref="TrainingDivergedException">A weight is no number: nothing is written.</exception>
    public void Save(string path, string cases)
    {
        if (!float.IsFinite((float)new BlockNorm(Model.Weights.Block, Model.Weights.TrainedLength).On(Options.Team))) throw new TrainingDivergedException(State.Step, double.NaN, Recipe.LearningRate, Recipe.ClipNorm > 0);
        State.Seconds = Seconds;
        var blocks = new List<(string, ReadOnlyMemory<float>)> { ("weights", InPlace(Model)) };
        if (_average is not null) blocks.Add(("average", InPlace(_average.Model)));
        if (Best.Length > 0) blocks.Add(("best", Best));
        blocks.AddRange(_plan.Optimiser.States.Select(state => ($"optimiser.{state.Name}", (ReadOnlyMemory<float>)state.Block)));
        Checkpoint.Write(path, new Dictionary<string, string>
        {
            ["network"] = Checkpoint.TextOf(Model.Network),
            ["recipe"] = RecipeFile.ToJson(Recipe),
            ["seed"] = Options.Seed.ToString(CultureInfo.InvariantCulture),
            ["cases"] = cases,
            ["state"] = System.Text.Json.JsonSerializer.Serialize(State, RecipeJson.Default.RunState),
            ["optimiser.steps"] = _plan.Optimiser.StepCount.ToString(CultureInfo.InvariantCulture),
        }, blocks);
    }

    /// <summary>Goes on where a checkpoint stands.</summary>
    /// <exception cref="InvalidDataException">It is of another network or optimiser, or damaged.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        Stop();
        checkpoint.Read("weights", Model.Weights.Block.Span(0, Length));
        Model.Weights.Changed();
        if (_average is not null)
        {
            checkpoint.Read("average", _average.Model.Weights.Block.Span(0, Length));
            _average.Model.Weights.Changed();
        }

        if (checkpoint.Holds("best"))
        {
            Best = new float[Length];
            checkpoint.Read("best", Best);
        }

        var states = _plan.Optimiser.States.Select(state =>
        {
            var block = new float[state.Block.Length];
            checkpoint.Read($"optimiser.{state.Name}", block);
            return state with { Block = block };
        }).ToArray();
        _plan.Optimiser.Restore(checkpoint.OptimiserSteps, states);
        State = checkpoint.State;
        _plan.Plan.Counter.Step = checked((uint)State.Step);
        _secondsBefore = _secondsAtPoint = State.Seconds;
    }

    /// <summary>Times some steps and a look at the validation cases, and leaves everything as it was at the start.</summary>
    /// <returns>Seconds of a step, and of a look.</returns>
    public (double Step, double Look) Rehearse(Action look, CancellationToken cancel)
    {
        var weights = Copy(Model);
        // The first step compiles kernels, and waits for the first patches.
        for (var i = 0; i < 3; i++) Step(cancel);
        var (start, steps) = (Stopwatch.GetTimestamp(), 0);
        while (steps < 5 || (steps < 20 && Stopwatch.GetElapsedTime(start).TotalSeconds < 5))
        {
            Step(cancel);
            steps++;
        }

        var step = Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        start = Stopwatch.GetTimestamp();
        look();
        var lookSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Rewind(weights);
        return (step, lookSeconds);
    }

    /// <summary>Ends the threads that draw patches.</summary>
    public void Dispose() => Stop();

    private void Rewind(float[] weights)
    {
        Stop();
        weights.CopyTo(Model.Weights.Block.Span(0, Length));
        Model.Weights.Changed();
        if (_average is not null)
        {
            weights.CopyTo(_average.Model.Weights.Block.Span(0, Length));
            _average.Model.Weights.Changed();
        }

        _plan.Optimiser.Restore(0, [.. _plan.Optimiser.States.Select(state => state with { Block = new float[state.Block.Length] })]);
        _plan.Plan.Counter.Step = 0;
        (State, _secondsAtPoint, _waitedAtPoint) = (new(), Seconds, Waited);
    }

    // Patches are drawn ahead from the step at which the loader starts.
    private void Start()
    {
        _loader ??= new PatchLoader(_sampler, Recipe.Batch, Options.PatchThreads, State.Step);
        _clock.Start();
    }

    private void Stop()
    {
        _loadersBefore = Waited;
        _loader?.Dispose();
        _loader = null;
    }

    private void Fill(PatchBatch batch)
    {
        batch.Images.CopyTo(_plan.Image.Span);
        if (_plan.WeighsPixels) batch.Weights.CopyTo(_plan.PixelWeights.Span);
        var labels = _plan.Labels.Span;
        for (var i = 0; i < labels.Length; i++) labels[i] = batch.Weights[i] == 0 ? LossOptions.IgnoredLabel : batch.Labels[i];
    }

    private ReadOnlyMemory<float> InPlace(Model model) => model.Weights.Block.Memory(0, Length);

    private float[] Copy(Model model) => [.. model.Weights.Block.Span(0, Length)];
}
