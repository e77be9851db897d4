using UNetSharp.Graphs;
using UNetSharp.Imaging;
using UNetSharp.Imaging.Formats.Rows;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;

namespace UNetSharp.Segmentation;

/// <summary>Segments images of any size with a model: prepares them, takes the network over tiles, and gives labels in the image's own geometry.</summary>
/// <remarks>
/// A valid network is given overlapping tiles with mirrored borders (the overlap-tile strategy of Ronneberger et al. 2015), whose results agree with one pass over the whole mirrored image;
/// a padded one overlapping tiles that are weighed (nnU-Net). Networks of images take a stack plane by plane, each normalised by itself. Everything is averaged as probabilities: tiles,
/// turned versions, ensembles. One compiled plan serves all tiles of a shape and is kept from image to image. Not safe for several threads at once: the plan's team does the work.
/// </remarks>
/// <example>
/// <code>
/// var model = Model.Load("cells.safetensors");
/// var labels = new Predictor(model).Segment(Image.Read("slice.tif"));
/// labels.Write("slice-labels.tif");
/// </code>
/// </example>
public sealed class Predictor
{
    private readonly TileSizing _sizing;
    private readonly Dictionary<Triple, TileRunner> _runners = [];

    /// <summary>A predictor.</summary>
    /// <param name="model">The network, its weights, and in its metadata the <see cref="ModelCard"/>.</param>
    /// <param name="options">Tiles, memory, averaging.</param>
    /// <exception cref="InvalidDataException">The metadata can't be read or contradict the network.</exception>
    public Predictor(Model model, PredictorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Options, Card) = (model, options ?? new(), ModelCard.From(model.Metadata, model.Network));
        _sizing = new TileSizing(model, Card.Patch, Options);
    }

    /// <summary>The network and its weights.</summary>
    public Model Model { get; }

    /// <summary>What the model says about images and classes.</summary>
    public ModelCard Card { get; }

    /// <summary>Tiles, memory, averaging.</summary>
    public PredictorOptions Options { get; }

    private IReadOnlyList<Symmetry> Symmetries => (Options.Averaging, Model.Network.Dimensions) switch
    {
        (Averaging.Mirror, 2) => Symmetry.OfPictures,
        (Averaging.Mirror, _) => Symmetry.OfVolumes,
        _ => [default],
    };

    /// <summary>The labels of an image, written as the masks of the training set were.</summary>
    /// <param name="image">Of the network's channels; opacity is dropped, a palette resolved.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancel">Looked at between the layers of the network.</param>
    /// <exception cref="ArgumentException">The image has other channels or dimensions than the network.</exception>
    /// <exception cref="InsufficientMemoryException">Not even the smallest tile fits the memory.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public Image Segment(Image image, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        var classes = new int[Places(image)];
        foreach (var part in Parts(image, probabilities: false, progress))
        {
            var first = part.First;
            if (part.Image.IsResampled || Options.Averaging == Averaging.Rotate)
            {
                Argmax(part.Image.Back(Probabilities(part, cancel)), classes.AsSpan(first, part.Image.Original.Count));
            }
            else
            {
                // Without turning or resampling rows become labels as they finish: probabilities are never held whole.
                var extent = part.Image.Extent;
                Pass(part, (z, y, row) => Argmax(row, classes.AsSpan(first + extent.IndexOf(z, y, 0), extent.Width)), cancel);
            }
        }

        return Card.Labels.Decode(classes, image);
    }

    /// <summary>The probabilities of an image's classes, from which labels, instances and overlays are drawn.</summary>
    /// <inheritdoc cref="Segment(Image, IProgress{double}?, CancellationToken)"/>
    public Prediction Predict(Image image, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        var classes = ClassProbabilities.Classes(Model.Network.OutputChannels);
        var probabilities = new float[checked(Places(image) * classes)];
        foreach (var part in Parts(image, probabilities: true, progress)) part.Image.Back(Probabilities(part, cancel)).CopyTo(probabilities.AsSpan(part.First * classes));
        return new Prediction(image.WithSamples(probabilities, classes), Card, Model.Network.Dimensions);
    }

    /// <summary>Segments a picture of any size in bands of rows: neither picture nor labels are ever held whole.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="create">Makes the file of labels, once their layout is known.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancel">Looked at between the layers of the network.</param>
    /// <remarks>
    /// The accumulators of one row of tiles and the rows under them are all that is held; <see cref="PredictorOptions.Memory"/> counts both. Where normalisation measures the image, it is
    /// read twice, and of pictures of more than 16 million samples every n-th row and column is measured.
    /// </remarks>
    /// <exception cref="ArgumentException">The picture has other channels than the network; or the model takes volumes, other spacings, or turned images, which need the whole image.</exception>
    /// <exception cref="InsufficientMemoryException">Not even the smallest tile fits the memory.</exception>
    public void Segment(IRowReader picture, Func<ImageLayout, IRowWriter> create, IProgress<double>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(create);
        RequirePictures(picture.Layout);
        var extent = new Triple(1, picture.Layout.Height, picture.Layout.Width);
        var grid = _sizing.GridFor(extent);
        var band = new PictureBand(picture, Card, Model.Network.InputChannels, grid);
        using var rows = new LabelRows(picture.Layout, Card.Labels, create);
        var meter = new Meter(grid.Count, progress);
        new TilePass(grid, Symmetries, Runner).Run(new MirrorReader(extent, band.Channels, (_, y) => band.Row(y)), (_, _, row) => rows.Append(row), Counting(meter), cancel);
        rows.Complete();
    }

    /// <summary>Whether a picture is better segmented in bands of rows: held whole it would take more than half of the memory, and nothing needs it whole.</summary>
    public bool PrefersRows(ImageLayout picture) => TakesRows(picture) && HeldBytes(picture) > Options.MemoryOrDefault / 2;

    /// <summary>Whether a picture can be segmented in bands of rows: the network takes images, nothing is turned, nothing resampled.</summary>
    public bool TakesRows(ImageLayout picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Model.Network.Dimensions == 2 && Options.Averaging != Averaging.Rotate && PreparedImage.Factors(picture.Spacing, Card.Spacing, 2) is null;
    }

    /// <summary>The bytes that an image takes held whole, beside its tiles: samples as the file has them and as the network sees them, and what comes out.</summary>
    /// <param name="picture">A plane of it.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="probabilities">Whether for <see cref="Predict"/>, whose result holds the probabilities of all classes.</param>
    public long HeldBytes(ImageLayout picture, int planes = 1, bool probabilities = false)
    {
        ArgumentNullException.ThrowIfNull(picture);
        long places = (long)picture.Height * picture.Width * planes, prepared = Model.Network.Dimensions == 2 ? places / planes : places;
        var classes = ClassProbabilities.Classes(Model.Network.OutputChannels);

        // Classes are an integer a place, then as masks write them; probabilities are gathered part by part into those of the whole.
        // A turned image lies on a canvas of up to twice its size.
        var turned = Options.Averaging == Averaging.Rotate;
        var bytes = (places * picture.Channels * SampleBytes(picture.SampleType)) + (prepared * picture.Channels * sizeof(float));
        if (!probabilities) bytes += places * 2 * sizeof(int);
        if (probabilities || turned) bytes += (places + prepared) * classes * sizeof(float);
        return bytes + (turned ? 2 * prepared * classes * sizeof(float) : 0);
    }

    /// <summary>The tiles that the network has been run over so far, turned and mirrored versions counted once.</summary>
    public int TilesDone { get; private set; }

    /// <summary>The tiles that an image of these extents [D, H, W] is taken in; a stack's planes are asked for one at a time (D = 1) when the network takes images.</summary>
    /// <param name="extent">The extents.</param>
    /// <param name="held">Bytes that the image takes beside the tiles: <see cref="HeldBytes"/> where it is held whole.</param>
    /// <exception cref="InsufficientMemoryException">Not even the smallest tile fits the memory, or the tile that the options name does not.</exception>
    public TileGrid GridFor(Triple extent, long held = 0) => _sizing.GridFor(extent, held);

    /// <summary>The bytes that tiles take: the network's plan, a tile going in and out, the accumulators, and of pictures the rows under them.</summary>
    public long BytesFor(TileGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return _sizing.Bytes(grid);
    }

    // What is prepared and predicted in one go: a volume, or a plane of a stack.
    private sealed record Part(PreparedImage Image, int First, long Held, IProgress<double>? Progress);

    private IEnumerable<Part> Parts(Image image, bool probabilities, IProgress<double>? progress)
    {
        var seen = NetworkChannels.Of(image);
        RequireFit(seen);
        var held = HeldBytes(ImageLayout.Of(image), image.Depth, probabilities);
        if (Model.Network.Dimensions == 3)
        {
            yield return new Part(PreparedImage.Of(seen, Card, 3), 0, held, progress);
            yield break;
        }

        for (var plane = 0; plane < seen.Depth; plane++)
        {
            var picture = seen.Depth == 1 ? seen : seen.Plane(plane);
            yield return new Part(PreparedImage.Of(picture, Card, 2), plane * seen.Height * seen.Width, held, progress is null ? null : new Share(progress, plane, seen.Depth));
        }
    }

    private void RequireFit(Image image)
    {
        RequireChannels(image.Channels);
        if (Model.Network.Dimensions == 3 && image.Depth == 1)
            throw new ArgumentException($"The model ({Model.Network.GetType().Name}) takes volumes, but the image is a picture of one plane ({image}): read the whole stack, or take a model of images.", nameof(image));
    }

    private void RequireChannels(int channels)
    {
        if (channels != Model.Network.InputChannels)
            throw new ArgumentException($"The model ({Model.Network.GetType().Name}) takes {Channels(Model.Network.InputChannels)}, but the image has {channels}: convert it (to grey, to colour, or by choosing channels), or take a model trained on such images.");

        static string Channels(int count) => count == 1 ? "1 channel" : $"{count} channels";
    }

    private void RequirePictures(ImageLayout layout)
    {
        RequireChannels(PictureBand.ChannelsOf(layout, Model.Network.InputChannels));
        if (Model.Network.Dimensions == 3) throw new ArgumentException($"The model ({Model.Network.GetType().Name}) takes volumes; pictures in bands of rows are for models of images.");
        if (Options.Averaging == Averaging.Rotate) throw new ArgumentException("Averaging over turned versions needs the whole image in memory: take Mirror, or none, for pictures in bands of rows.");
        if (PreparedImage.Factors(layout.Spacing, Card.Spacing, 2) is not null)
            throw new ArgumentException($"The picture has a spacing of {layout.Spacing}, the model one of {Card.Spacing}: resample the picture first; in bands of rows it is taken as it is.");
    }

    private float[] Probabilities(Part part, CancellationToken cancel)
    {
        if (Options.Averaging == Averaging.Rotate) return new TurnedAverage(canvas => _sizing.GridFor(canvas, part.Held), grid => new TilePass(grid, Symmetries, Runner), () => TilesDone++).Of(part.Image, part.Progress, cancel);
        var row = part.Image.Extent.Width * ClassProbabilities.Classes(Model.Network.OutputChannels);
        var probabilities = new float[checked(row * part.Image.Extent.Depth * part.Image.Extent.Height)];
        Pass(part, (z, y, finished) => finished.CopyTo(probabilities.AsSpan(((z * part.Image.Extent.Height) + y) * row)), cancel);
        return probabilities;
    }

    private void Pass(Part part, FinishedRow finished, CancellationToken cancel)
    {
        var grid = _sizing.GridFor(part.Image.Places, part.Held);
        var meter = new Meter(grid.Count, part.Progress);
        new TilePass(grid, Symmetries, Runner).Run(new MirrorReader(part.Image.Samples, part.Image.Places, part.Image.Channels), finished, Counting(meter), cancel);
    }

    private TileRunner Runner(Triple input)
    {
        if (_runners.TryGetValue(input, out var runner)) return runner;

        // A tile and the same tile lying down are in use together; anything else would hold more memory than was counted.
        if (_runners.Count > 0 && !_runners.ContainsKey(new(input.D, input.W, input.H)))
        {
            // Plans hold memory outside the managed heap, and give it back only when they are finalised: the next one must not come on top.
            _runners.Clear();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return _runners[input] = new TileRunner(Model, input, new PlanOptions { Team = Options.Team });
    }

    private Action Counting(Meter meter) => () =>
    {
        TilesDone++;
        meter.Step();
    };

    private static int SampleBytes(SampleType type) => type switch
    {
        SampleType.UInt8 => 1,
        SampleType.UInt16 or SampleType.Int16 => 2,
        SampleType.Float64 => 8,
        _ => 4,
    };

    private static int Places(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Depth * image.Height * image.Width;
    }

    private void Argmax(ReadOnlySpan<float> probabilities, Span<int> classes)
    {
        var count = ClassProbabilities.Classes(Model.Network.OutputChannels);
        for (var i = 0; i < classes.Length; i++) classes[i] = ClassProbabilities.MostProbable(probabilities.Slice(i * count, count));
    }
}
