using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using UNetSharp.Imaging;
using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Segmentation;

/// <summary>What it takes to use a model beside its network and weights: how images are prepared, what its classes are called and how masks write them. It travels in the metadata of the model file.</summary>
/// <remarks>
/// After M. Mitchell et al., "Model cards for model reporting", 2019 (https://arxiv.org/abs/1810.03993). Keys and forms: <c>unetsharp.normalisation</c> "z-score" (one for each channel, or one
/// for all, parted by ";"; see <see cref="IntensityNormalisation"/>), <c>unetsharp.labels</c> "values 0 255" (see <see cref="LabelMap"/>), <c>unetsharp.classes</c> a JSON list of names,
/// <c>unetsharp.patch</c> "256x256" or "32x128x128", <c>unetsharp.spacing</c> "1 0.5 0.5 µm" (depth, height, width).
/// </remarks>
public sealed record ModelCard
{
    private const string NormalisationKey = "unetsharp.normalisation", LabelsKey = "unetsharp.labels", ClassesKey = "unetsharp.classes", PatchKey = "unetsharp.patch", SpacingKey = "unetsharp.spacing";

    /// <summary>A card.</summary>
    /// <param name="labels">Which number of a mask is which class.</param>
    public ModelCard(LabelMap labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = labels;
        ClassNames = [.. Enumerable.Range(0, labels.Classes).Select(index => index == 0 ? "background" : labels.Classes == 2 ? "foreground" : string.Create(CultureInfo.InvariantCulture, $"class {index}"))];
    }

    /// <summary>Which number or colour of a mask is which class; predictions are written with them.</summary>
    public LabelMap Labels { get; }

    /// <summary>What the classes are called, background first.</summary>
    public ImmutableArray<string> ClassNames { get; init; }

    /// <summary>How intensities are brought to the network's scale: one for each channel, or one for all.</summary>
    public ImmutableArray<IntensityNormalisation> Normalisation { get; init; } = [IntensityNormalisation.ZScore];

    /// <summary>The extents of the windows that the network was trained on, depth 1 for images; null if it takes any.</summary>
    public Triple? Patch { get; init; }

    /// <summary>The distance between samples that the network was trained on: images of another are resampled. Null: images are taken as they are.</summary>
    public Spacing? Spacing { get; init; }

    /// <summary>How a channel is normalised.</summary>
    public IntensityNormalisation NormalisationOf(int channel) => Normalisation[Normalisation.Length == 1 ? 0 : channel];

    /// <summary>Reads a card from the metadata of a model. What it does not say is taken as: z-score, classes 0, 1, 2, …, any patch, any spacing.</summary>
    /// <param name="metadata">Keys and values; others than those of a card are passed over.</param>
    /// <param name="network">The model's network.</param>
    /// <exception cref="InvalidDataException">A value can't be read, or does not fit the network; the message names the key, and both sides.</exception>
    public static ModelCard From(IReadOnlyDictionary<string, string> metadata, Network network)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(network);
        // A network of one channel says the probability of the foreground alone.
        var classes = Math.Max(2, network.OutputChannels);
        var card = new ModelCard(Value(metadata, LabelsKey, LabelMap.Parse) ?? LabelMap.Consecutive(classes));
        card = card with
        {
            ClassNames = Value(metadata, ClassesKey, Names) ?? card.ClassNames,
            Normalisation = Value(metadata, NormalisationKey, text => (ImmutableArray<IntensityNormalisation>?)[.. text.Split(';', StringSplitOptions.TrimEntries).Select(IntensityNormalisation.Parse)]) ?? card.Normalisation,
            Patch = Value(metadata, PatchKey, Extents),
            Spacing = Value(metadata, SpacingKey, Distances),
        };
        Require(card.Labels.Classes == classes, LabelsKey, $"names {card.Labels.Classes} classes, but the network has {network.OutputChannels} output channels");
        Require(card.ClassNames.Length == classes, ClassesKey, $"names {card.ClassNames.Length} classes, but the network has {network.OutputChannels} output channels");
        Require(card.Normalisation.Length == 1 || card.Normalisation.Length == network.InputChannels, NormalisationKey, $"is for {card.Normalisation.Length} channels, but the network takes {network.InputChannels}");
        Require(card.Patch is not { } patch || network.Dimensions == 3 || patch.D == 1, PatchKey, $"is {card.Patch}, but the network takes images");
        return card;
    }

    /// <summary>The metadata that <see cref="From"/> reads.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>
        {
            [NormalisationKey] = string.Join("; ", Normalisation),
            [LabelsKey] = Labels.ToString(),
            [ClassesKey] = new JsonArray([.. ClassNames.Select(name => (JsonNode)JsonValue.Create(name))]).ToJsonString(),
        };
        if (Patch is { } patch) metadata[PatchKey] = patch.D == 1 ? string.Create(CultureInfo.InvariantCulture, $"{patch.H}x{patch.W}") : patch.ToString();
        if (Spacing is { } spacing) metadata[SpacingKey] = string.Create(CultureInfo.InvariantCulture, $"{spacing.Depth:R} {spacing.Height:R} {spacing.Width:R} {spacing.Unit}");
        return metadata;
    }

    /// <summary>Whether both cards say the same.</summary>
    public bool Equals(ModelCard? other) => other is not null && ToMetadata().OrderBy(entry => entry.Key).SequenceEqual(other.ToMetadata().OrderBy(entry => entry.Key));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Labels, Normalisation.Length, Patch, Spacing);

    private static T? Value<T>(IReadOnlyDictionary<string, string> metadata, string key, Func<string, T?> read)
    {
        if (!metadata.TryGetValue(key, out var text)) return default;
        try
        {
            return read(text);
        }
        catch (Exception damage) when (damage is FormatException or ArgumentException or JsonException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException($"The model's metadata say {key} = \"{text}\": {damage.Message}", damage);
        }
    }

    private static void Require(bool fits, string key, string complaint)
    {
        if (!fits) throw new InvalidDataException($"The model's metadata contradict its network: {key} {complaint}.");
    }

    private static ImmutableArray<string>? Names(string text) => [.. JsonNode.Parse(text)!.AsArray().Select(name => name!.GetValue<string>())];

    private static Triple? Extents(string text)
    {
        var numbers = text.Split('x').Select(number => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)).ToArray();
        return numbers is [> 0, > 0] ? new(1, numbers[0], numbers[1])
            : numbers is [> 0, > 0, > 0] ? new(numbers[0], numbers[1], numbers[2])
            : throw new FormatException("a patch is written \"256x256\" or \"32x128x128\".");
    }

    private static Spacing? Distances(string text)
    {
        var words = text.Split(' ', 4);
        if (words.Length < 4) throw new FormatException("a spacing is written \"1 0.5 0.5 µm\" (depth, height, width).");
        var numbers = words[..3].Select(word => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray();
        return Array.TrueForAll(numbers, number => number > 0 && double.IsFinite(number)) ? new Spacing(numbers[0], numbers[1], numbers[2], words[3]) : throw new FormatException("distances are positive and finite.");
    }
}
