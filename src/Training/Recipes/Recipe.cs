using System.Collections.Immutable;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>How a network is trained: everything but the data, the length and the seed. Written to and read from YAML or JSON by <see cref="RecipeFile"/>, and kept in the metadata of the model.</summary>
public sealed record Recipe
{
    /// <summary>For a good result in minutes: padded, batch normalisation, cross-entropy and Dice, Adam with a cosine, all augmentation, averaged weights.</summary>
    /// <remarks>Chosen by experiment; see docs/results.md.</remarks>
    public static Recipe Default { get; } = new();

    /// <summary>The 2015 paper: valid convolutions without normalisation, one large tile a step, weighted cross-entropy with the border term, SGD with momentum 0.99, its augmentation.</summary>
    /// <remarks>
    /// Ronneberger, Fischer, Brox, MICCAI 2015, https://arxiv.org/abs/1505.04597. The paper tells neither learning rate nor schedule nor its class weights w_c: here 3e-3 falling to 0, gradients no longer than 1, and w_c = 1, since where border weights cover the rarer class
    /// (membranes) it needs no second weight; docs/results.md tells how these were found. Where there are no narrow gaps and one class is rare, set weights.balanceClasses.
    /// </remarks>
    public static Recipe Paper2015 { get; } = new()
    {
        Name = "paper2015",
        Network = new(),
        Patch = [572, 572],
        Batch = 1,
        ForegroundShare = 0,
        Augmentation = AugmentationOptions.Paper2015 with { Mirror = true },
        Weights = WeightMapOptions.Paper2015 with { BalanceClasses = false },
        Loss = new CrossEntropyLossOptions(),
        Optimiser = new SgdOptions(Momentum: 0.99),
        LearningRate = 3e-3,
        Schedule = new PolynomialSchedule { WarmUp = 50 },
        ClipNorm = 1,
        Average = 0,
    };

    /// <summary>Every named recipe, by its name.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [Default, Paper2015];

    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "default";

    /// <summary>The network.</summary>
    public NetworkChoice Network { get; init; } = new NetworkChoice().With("width", "32").With("padding", "same").With("norm", "batch");

    /// <summary>The window [H, W] or [D, H, W] that the network reads in training; smaller where all images are smaller, and the nearest size that the network takes.</summary>
    public ImmutableArray<int> Patch { get; init; } = [256, 256];

    /// <summary>Patches in a step.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>The share of patches laid around a pixel of a class other than 0 (<see cref="PatchOptions.ForegroundShare"/>).</summary>
    public double ForegroundShare { get; init; } = 1 / 3.0;

    /// <summary>How intensities are brought to the network's scale.</summary>
    public IntensityNormalisation Normalisation { get; init; } = IntensityNormalisation.ZScore;

    /// <summary>How patches are changed at random.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.Default;

    /// <summary>How pixels are weighed in the loss.</summary>
    public WeightMapOptions Weights { get; init; } = WeightMapOptions.None;

    /// <summary>The loss.</summary>
    public LossOptions Loss { get; init; } = new DiceAndCrossEntropyOptions(WithBackground: true);

    /// <summary>How much each answer of a network with deep supervision counts in the loss, the answer at use first: [1, 0.5, 0.25]. Only proportions matter. Empty: the network's own weights.</summary>
    /// <remarks>nnU-Net's own are 1, 1/2, 1/4 … and 0 for the coarsest; UNet++'s are equal.</remarks>
    public ImmutableArray<float> HeadWeights { get; init; } = [];

    /// <summary>The optimiser.</summary>
    public OptimiserOptions Optimiser { get; init; } = new AdamOptions();

    /// <summary>The learning rate at its full height.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate goes over the run.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule { WarmUp = 50 };

    /// <summary>The largest Euclidean norm of the gradient; a longer one is shortened. 0: any.</summary>
    public double ClipNorm { get; init; }

    /// <summary>How much of the running average of the weights remains after a step, 0 to below 1; the average is validated and saved. 0: the weights themselves are.</summary>
    /// <remarks>In the first steps less remains, (1 + t)/(10 + t), so that the beginning is forgotten.</remarks>
    public double Average { get; init; } = 0.99;

    /// <summary>The share of the cases kept for validation, where none are named.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>How often the run is validated (and a checkpoint written), evenly spread.</summary>
    public int Validations { get; init; } = 20;

    /// <summary>Stops after so many validations in a row without a better Dice. 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>Whether the model is that of the best validation, not of the last.</summary>
    public bool KeepBest { get; init; } = true;

    /// <summary>Passes over the training cases, where the length of the run is not given.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>A named recipe.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Recipe Named(string name) => All.FirstOrDefault(recipe => recipe.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no recipe \"{name}\"; there are {string.Join(", ", All.Select(recipe => recipe.Name))}.");

    /// <summary>Refuses what means nothing.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message names it and the range.</exception>
    public void Validate()
    {
        Require.That(Patch.Length is 2 or 3 && Patch.All(side => side > 0), nameof(Recipe), nameof(Patch), string.Join('x', Patch), "two or three positive sides");
        Require.That(Batch is >= 1 and <= 4096, nameof(Recipe), nameof(Batch), Batch, "1 to 4096 patches");
        Require.That(ForegroundShare is >= 0 and <= 1, nameof(Recipe), nameof(ForegroundShare), ForegroundShare, "a share from 0 to 1");
        Require.That(HeadWeights.All(weight => weight >= 0 && float.IsFinite(weight)) && (HeadWeights.IsEmpty || HeadWeights.Sum() > 0), nameof(Recipe), nameof(HeadWeights), string.Join(", ", HeadWeights), "numbers of 0 or more, one of them above 0");
        Require.That(LearningRate > 0 && double.IsFinite(LearningRate), nameof(Recipe), nameof(LearningRate), LearningRate, "a number above 0");
        Require.That(ClipNorm >= 0, nameof(Recipe), nameof(ClipNorm), ClipNorm, "0 (no limit) or more");
        Require.That(Average is >= 0 and < 1, nameof(Recipe), nameof(Average), Average, "0 to below 1");
        Require.That(Validation is >= 0 and < 1, nameof(Recipe), nameof(Validation), Validation, "a share from 0 to below 1");
        Require.That(Validations >= 1, nameof(Recipe), nameof(Validations), Validations, "1 or more");
        Require.That(Patience >= 0, nameof(Recipe), nameof(Patience), Patience, "0 (never) or more validations");
        Require.That(Epochs >= 1, nameof(Recipe), nameof(Epochs), Epochs, "1 or more");
        Augmentation.Validate();
        Weights.Validate();
    }

    /// <summary>Whether both train alike.</summary>
    public bool Equals(Recipe? other) => other is not null && RecipeFile.ToJson(this) == RecipeFile.ToJson(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Batch, LearningRate);
}
