using System.Diagnostics;
using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats;
using UNetSharp.Imaging.Formats.Npy;
using UNetSharp.Imaging.Formats.Rows;
using UNetSharp.Segmentation;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>What became of one input.</summary>
/// <param name="Outputs">The files written.</param>
/// <param name="Layout">A plane of it.</param>
/// <param name="Planes">How many planes it has.</param>
/// <param name="Tiles">Tiles that networks were run over.</param>
/// <param name="Objects">Objects found; null if not asked for.</param>
/// <param name="InRows">Whether it went through in bands of rows.</param>
/// <param name="Seconds">The time from opening it to the last file.</param>
internal sealed record PredictionRecord(PredictionOutputs Outputs, ImageLayout Layout, int Planes, int Tiles, int? Objects, bool InRows, double Seconds);

/// <summary>Segments one input after another with a model, or the mean of several.</summary>
/// <param name="predictors">The models.</param>
/// <param name="memory">What an image and the tiles may take together.</param>
/// <param name="wishes">What is written.</param>
internal sealed class PredictionRun(IReadOnlyList<Predictor> predictors, long memory, PredictionWishes wishes)
{
    // Telling objects apart takes this many bytes a pixel for a while: heights, seeds, components and the queue of the flood.
    private const long SeparationBytes = 48;

    private bool NeedsProbabilities => wishes.Probabilities || wishes.Instances || wishes.Postprocessing is not null || predictors.Count > 1;

    /// <summary>Segments an input and writes its files, each of which appears whole or not at all.</summary>
    /// <exception cref="InvalidDataException">It can't be read, or holds what is no number.</exception>
    /// <exception cref="ArgumentException">It has other channels or dimensions than the model.</exception>
    /// <exception cref="InsufficientMemoryException">It does not go into the memory; the message says what would.</exception>
    /// <exception cref="IOException">A file can't be written.</exception>
    public PredictionRecord Do(PredictionOutputs outputs, IProgress<double> progress, CancellationToken cancel)
    {
        var (watch, before) = (Stopwatch.StartNew(), Tiles);
        if (FileNames.HasExtension(outputs.Input, ".npy"))
        {
            var array = ImageSource.File(outputs.Input).Read();
            return IsTooLarge(ImageLayout.Of(array), array.Depth) ? throw TooLarge(ImageLayout.Of(array), array.Depth, ["an array"]) : Whole(array);
        }

        using var rows = new FiniteRows(ImageFormats.OpenRows(outputs.Input), outputs.Input, cancel);
        if (!IsTooLarge(rows.Layout, rows.Pages)) return Whole(rows.Pages == 1 ? rows.Read(0, rows.Layout.Height) : Image.Read(outputs.Input));
        RequireRowsSuffice(rows);
        predictors[0].Segment(rows, layout => ImageFormats.CreateRows(outputs.Labels, layout, wishes.Force), progress, cancel);
        return new(outputs, rows.Layout, 1, Tiles - before, null, InRows: true, watch.Elapsed.TotalSeconds);

        PredictionRecord Whole(Image image)
        {
            FiniteRows.Require(image, outputs.Input);
            var objects = Segment(image, outputs, progress, cancel);
            return new(outputs, ImageLayout.Of(image), image.Depth, Tiles - before, objects, InRows: false, watch.Elapsed.TotalSeconds);
        }
    }

    private int Tiles => predictors.Sum(predictor => predictor.TilesDone);

    private int? Segment(Image image, PredictionOutputs outputs, IProgress<double> progress, CancellationToken cancel)
    {
        var prediction = NeedsProbabilities ? Predict(image, progress, cancel) : null;
        var labels = prediction?.Labels(wishes.Postprocessing) ?? predictors[0].Segment(image, progress, cancel);
        cancel.ThrowIfCancellationRequested();
        Write(labels, outputs.Labels);
        if (outputs.Probabilities is { } maps) Write(prediction!.Probabilities, maps);
        cancel.ThrowIfCancellationRequested();
        var classes = wishes.Overlay || wishes.Instances ? predictors[0].Card.Labels.Encode(labels, outputs.Labels) : [];
        var objects = outputs.Instances is null ? null : Instances(prediction!, classes, cancel);
        cancel.ThrowIfCancellationRequested();
        if (objects is not null) Write(objects, outputs.Instances!);
        var numbers = objects?.ToLabels();
        if (outputs.Overlay is { } overlay) Write(Overlay.Draw(image, numbers ?? classes), overlay);
        return numbers?.Max();
    }

    private Prediction Predict(Image image, IProgress<double> progress, CancellationToken cancel)
    {
        var predictions = predictors.Select((predictor, at) => predictor.Predict(image, ProgressDisplay.Part(progress, at, predictors.Count), cancel)).ToArray();
        return predictions.Length == 1 ? predictions[0] : Prediction.Average(predictions);
    }

    // What was tidied away among the classes is no object either.
    private Image Instances(Prediction prediction, int[] tidied, CancellationToken cancel)
    {
        var objects = prediction.Instances(new InstanceSeparation { MinimumSize = wishes.Postprocessing?.Minimum ?? 0 }, cancel);
        if (wishes.Postprocessing is null) return objects;
        var (numbers, classes) = (objects.ToLabels(), prediction.Classes());
        for (var i = 0; i < numbers.Length; i++)
        {
            if (classes[i] != 0 && tidied[i] == 0) numbers[i] = 0;
        }

        var kept = LabelCleaning.Renumber(numbers);
        return objects.WithSamples(kept.Count <= ushort.MaxValue ? Array.ConvertAll(kept.Labels, number => (ushort)number) : kept.Labels);
    }

    private void Write(Image image, string path)
    {
        if (FileNames.HasExtension(path, ".npy")) NpyFile.Write(path, NpyArray.Of(image), wishes.Force);
        else image.Write(path, wishes.Force);
    }

    private long HeldBytes(ImageLayout layout, int planes)
    {
        var places = (long)layout.Height * layout.Width * planes;
        return (predictors[0].HeldBytes(layout, planes, NeedsProbabilities) * predictors.Count) + (wishes.Instances ? places * SeparationBytes : 0) + (wishes.Overlay ? places * 4 * (layout.Channels + 1) : 0);
    }

    private bool IsTooLarge(ImageLayout layout, int planes)
    {
        var samples = (long)layout.Height * layout.Width * planes * Math.Max(layout.Channels, NeedsProbabilities ? predictors[0].Card.Labels.Classes : wishes.Overlay ? 3 : 1);
        return samples > Array.MaxLength || HeldBytes(layout, planes) > memory / 2;
    }

    private void RequireRowsSuffice(FiniteRows picture)
    {
        var obstacles = new List<string>();
        if (wishes.Probabilities) obstacles.Add("--probabilities");
        if (wishes.Overlay) obstacles.Add("--overlay");
        if (wishes.Instances) obstacles.Add("--instances");
        if (wishes.Postprocessing is not null) obstacles.Add("--postprocess");
        if (predictors[0].Options.Averaging == Averaging.Rotate) obstacles.Add("--tta rotate");
        if (predictors.Count > 1) obstacles.Add("several models");
        if (picture.Pages > 1) obstacles.Add("several pages");
        if (obstacles.Count == 0 && !predictors[0].TakesRows(picture.Layout)) obstacles.Add("a model of volumes or of another spacing");
        if (obstacles.Count > 0) throw TooLarge(picture.Layout, picture.Pages, obstacles);
    }

    private InsufficientMemoryException TooLarge(ImageLayout layout, int planes, IReadOnlyList<string> obstacles)
    {
        var held = HeldBytes(layout, planes);
        return new($"{layout.Width}x{layout.Height}{(planes > 1 ? $" in {planes} pages" : "")} takes {Printing.Bytes(held)} held whole, more than half of the {Printing.Bytes(memory)} that --memory leaves to images and tiles. " +
            $"Large pictures go through in bands of rows, but not with {string.Join(", ", obstacles)}: do without, or give --memory {Math.Ceiling(held * 2.2 / 1e9):0}GB.");
    }
}
