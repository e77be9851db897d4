using System.Globalization;
using UNetSharp.Imaging;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>Trains a network on a data set by a recipe.</summary>
/// <remarks>
/// Patches are drawn and warped on other threads while a step runs. The run is validated from time to time on whole images; the model of the best validation is kept. Where
/// <see cref="TrainerOptions.Path"/> is given, a checkpoint is written at each validation and when the run is cancelled, and a resumed run takes the same steps, bit for bit.
/// </remarks>
/// <example>
/// <code>
/// var data = SegmentationData.FromFolder("membranes");                    // images/ and masks/
/// var model = new Trainer(Recipe.Default, new() { Minutes = 15 }).Fit(data);
/// model.Save("membranes.safetensors");
/// </code>
/// </example>
public sealed class Trainer
{
    /// <summary>The metadata key of a model's recipe, one line of JSON.</summary>
    public const string RecipeKey = "unetsharp.recipe";

    /// <summary>The metadata key of a model's training: data, steps, seed, scores.</summary>
    public const string TrainingKey = "unetsharp.training";

    private readonly Network? _network;

    /// <summary>A trainer of the recipe's network, whose channels and classes are found out from the data.</summary>
    /// <param name="recipe">How to train; null: <see cref="Recipe.Default"/>.</param>
    /// <param name="options">How long, with what, and where to.</param>
    /// <exception cref="ArgumentException">The recipe means nothing.</exception>
    public Trainer(Recipe? recipe = null, TrainerOptions? options = null)
    {
        (Recipe, Options) = (recipe ?? Recipe.Default, options ?? new());
        Recipe.Validate();
    }

    /// <summary>A trainer of a network.</summary>
    /// <param name="network">The network, which must have the data's channels and classes.</param>
    /// <param name="recipe">How to train; its own network is not used. Null: <see cref="Recipe.Default"/>.</param>
    /// <param name="options">How long, with what, and where to.</param>
    /// <exception cref="ArgumentException">The recipe means nothing.</exception>
    public Trainer(Network network, Recipe? recipe = null, TrainerOptions? options = null)
        : this(recipe, options) => _network = network;

    /// <summary>How it trains.</summary>
    public Recipe Recipe { get; }

    /// <summary>How long, with what, and where to.</summary>
    public TrainerOptions Options { get; }

    /// <summary>The course of the last <see cref="Fit(DataSplit, IProgress{TrainingProgress}, CancellationToken)"/>; null before the first.</summary>
    public TrainingHistory? History { get; private set; }

    /// <summary>Trains on a data set, of which the recipe's share is kept for validation.</summary>
    /// <inheritdoc cref="Fit(DataSplit, IProgress{TrainingProgress}, CancellationToken)"/>
    public Model Fit(SegmentationData data, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Fit(data.Split(data.Cases.Count == 1 ? 0 : Recipe.Validation, Options.Seed), progress, cancel);
    }

    /// <summary>Trains on one part of a data set and validates on the other.</summary>
    /// <param name="split">The parts; that for validation may be empty.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancel">Looked at between steps; the run is saved before it ends.</param>
    /// <returns>The model, with what it takes to use it, the recipe and the training in its metadata.</returns>
    /// <exception cref="InvalidDataException">An image or a mask can't be read, or they do not fit; or the checkpoint is of another run.</exception>
    /// <exception cref="ArgumentException">The network does not fit the data.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no number any more.</exception>
    /// <exception cref="InsufficientMemoryException">The machine, or the limit, has not the memory.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop; the checkpoint is written.</exception>
    public Model Fit(DataSplit split, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        var course = Prepare(split, progress);
        using var run = course.Run;
        if (Options.Resume) course.Restore(Checkpoint.Read(Checkpoint.PathFor(Options.Path ?? throw new ArgumentException("Trainer: to resume, say where the checkpoint lies (TrainerOptions.Path)."))));
        var begun = run.State.Steps > 0;
        if (!begun || Options.Iterations is not null)
        {
            // In two steps: the rehearsal puts a new state in the old one's place.
            var steps = Steps(course, cases: split.Training.Cases.Count, cancel);
            run.State.Steps = steps;
        }

        // Minutes bound a run that they have measured; a resumed one takes the steps that it set out for.
        var deadline = !begun && Options.Iterations is null && Options.Minutes is { } minutes ? minutes * 60 : double.PositiveInfinity;
        try
        {
            course.Learn(deadline, cancel);
            return course.Finish(cancel);
        }
        catch (OperationCanceledException)
        {
            course.Save();
            throw;
        }
        finally
        {
            History = course.History;
        }
    }

    private TrainingCourse Prepare(DataSplit split, IProgress<TrainingProgress>? progress)
    {
        var cases = split.Training.Cases;
        if (cases.Count == 0) throw new ArgumentException("Trainer: there is no case to train on.", nameof(split));
        var (first, largest) = Measure(split.Training);
        var network = _network ?? Options.Pretrained?.Network ?? Recipe.Network.For(first.Channels, split.Training.Classes);
        if (network.InputChannels != first.Channels) throw new ArgumentException($"The network takes {network.InputChannels} channels, but the images have {first.Channels} ({cases[0].Image}).");
        // One number is a yes or no.
        if (Math.Max(2, network.OutputChannels) != split.Training.Classes) throw new ArgumentException($"The network tells {Math.Max(2, network.OutputChannels)} classes apart, but the masks hold {split.Training.Classes} ({split.Training.Labels}).");
        var shape = PatchExtents.For(network, Recipe, largest);
        var patch = new PatchOptions(new Extent(shape.Input.D, shape.Input.H, shape.Input.W), new Extent(shape.Output.D, shape.Output.H, shape.Output.W))
        {
            Normalisation = Recipe.Normalisation,
            Weights = Recipe.Weights,
            Augmentation = Recipe.Augmentation,
            ForegroundShare = Recipe.ForegroundShare,
        };
        var card = new ModelCard(split.Training.Labels) { Normalisation = [Recipe.Normalisation], Patch = shape.Input };
        var metadata = new Dictionary<string, string>(card.ToMetadata()) { [RecipeKey] = RecipeFile.ToJson(Recipe) };
        var model = Model.Create(network, Options.Seed).WithMetadata(metadata);
        if (Options.Pretrained is { } pretrained) Take(pretrained, model);
        var run = new TrainingRun(model, Recipe, new PatchSampler(split.Training, patch, Options.Seed), Options);
        return new TrainingCourse(split, run, Settings(split, network, shape, run.Bytes), progress);
    }

    private static (Image First, Extent Largest) Measure(SegmentationData data)
    {
        // Some images stand for all: those that are larger only get patches of a size that others allow, too.
        var images = data.Cases.Take(16).Select(one => one.ReadImage()).ToArray();
        return (images[0], new Extent(images.Max(image => image.Depth), images.Max(image => image.Height), images.Max(image => image.Width)));
    }

    private static void Take(Model pretrained, Model model)
    {
        if (!pretrained.Network.Equals(model.Network)) throw new ArgumentException($"The model to begin with is {Checkpoint.TextOf(pretrained.Network)}, the one to train {Checkpoint.TextOf(model.Network)}: they must be the same.");
        var length = checked((int)model.Weights.Length);
        pretrained.Weights.Block.Span(0, length).CopyTo(model.Weights.Block.Span(0, length));
        model.Weights.Changed();
    }

    private List<KeyValuePair<string, string>> Settings(DataSplit split, Network network, TileShape shape, long bytes) =>
    [
        new("data", split.Training.Origin),
        new("training cases", split.Training.Cases.Count.ToString(CultureInfo.InvariantCulture)),
        new("validation cases", split.Validation.Cases.Count == 0 ? "none" : string.Join(", ", split.Validation.Cases.Take(50).Select(one => one.Name))),
        new("classes", split.Training.Labels.ToString()),
        new("network", Checkpoint.TextOf(network)),
        new("patch", $"{Recipe.Batch} x {Sides(shape.Input)}{(shape.IsValid ? $" → {Sides(shape.Output)}" : "")}"),
        new("memory", string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB")),
        new("seed", Options.Seed.ToString(CultureInfo.InvariantCulture)),
        new("recipe", RecipeFile.ToYaml(Recipe)),
    ];

    private static string Sides(Triple extent) => extent.D == 1 ? string.Create(CultureInfo.InvariantCulture, $"{extent.H}x{extent.W}") : $"{extent}";

    private long Steps(TrainingCourse course, int cases, CancellationToken cancel)
    {
        if (Options.Iterations is { } given) return given >= 1 ? given : throw new ArgumentException($"Trainer: {given} iterations are none.");
        if (Options.Minutes is not { } minutes) return Math.Max(1, (long)Math.Ceiling((double)(Options.Epochs ?? Recipe.Epochs) * cases / Recipe.Batch));
        return minutes > 0 && double.IsFinite(minutes) ? course.StepsIn(minutes, cancel) : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Trainer: {minutes} minutes are none."));
    }
}
