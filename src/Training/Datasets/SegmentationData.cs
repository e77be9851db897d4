using UNetSharp.Imaging;
using UNetSharp.Segmentation;

namespace UNetSharp.Training;

/// <summary>A data set: images with their masks, and what the numbers in the masks mean.</summary>
/// <example>
/// <code>
/// var data = SegmentationData.FromFolder("membranes");      // images/ and masks/
/// Console.WriteLine(data);                                  // 30 cases; equal names; values 0 255
/// var (training, validation) = data.Split(validation: 0.2, seed: 1);
/// </code>
/// </example>
public sealed class SegmentationData
{
    private readonly DatasetOptions _options;
    private readonly Lazy<MaskFacts[]> _facts;
    private readonly Lazy<LabelMap> _labels;

    private SegmentationData(IReadOnlyList<SegmentationCase> cases, DatasetOptions? options, string origin)
    {
        (Cases, _options, Origin) = (cases, options ?? new DatasetOptions(), origin);
        _facts = new(ReadFacts);
        _labels = new(() => LabelDiscovery.Discover(_facts.Value, _options));
    }

    /// <summary>The cases, in the order of their names or pages.</summary>
    public IReadOnlyList<SegmentationCase> Cases { get; }

    /// <summary>How the cases were found, in words: folders, and the rule that paired their files.</summary>
    public string Origin { get; }

    /// <summary>Images for which there was no mask.</summary>
    public IReadOnlyList<string> LoneImages { get; private init; } = [];

    /// <summary>Masks for which there was no image.</summary>
    public IReadOnlyList<string> LoneMasks { get; private init; } = [];

    /// <summary>Which number or colour of the masks is which class. Found out from all masks the first time it is asked for, which reads them; parts of a set have the map of the whole.</summary>
    /// <exception cref="InvalidDataException">A mask can't be read or is no mask.</exception>
    public LabelMap Labels => _labels.Value;

    /// <summary>How many classes there are, background included.</summary>
    /// <exception cref="InvalidDataException">A mask can't be read or is no mask.</exception>
    public int Classes => Labels.Classes;

    /// <summary>A folder with images/ and masks/ whose files have the same names, perhaps with a word added to all of one kind; or one of the Cell Tracking Challenge.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no layout that is known.</exception>
    /// <exception cref="InvalidDataException">No image has a mask.</exception>
    public static SegmentationData FromFolder(string path, DatasetOptions? options = null)
    {
        var layout = FolderLayout.Of(path);
        return FromFolders(layout.Folders, layout.Words, options);
    }

    /// <summary>Several folders, each as <see cref="FromFolder"/> takes it; the names of cases begin with their folder's.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it holds no layout that is known.</exception>
    /// <exception cref="InvalidDataException">No image has a mask.</exception>
    public static SegmentationData FromSeveral(IReadOnlyList<string> paths, DatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 1) return FromFolder(paths[0], options);
        var layouts = paths.Select(path => (Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), Layout: FolderLayout.Of(path))).ToArray();
        var folders = layouts.SelectMany(one => one.Layout.Folders.Select(pair => pair with { Prefix = $"{one.Name}/{pair.Prefix}" }));
        return FromFolders([.. folders], string.Join("; ", layouts.Select(one => $"{one.Name}: {one.Layout.Words}")), options);
    }

    /// <summary>Files of images and files of masks, paired by their names as those of folders are.</summary>
    /// <exception cref="InvalidDataException">No image has a mask.</exception>
    public static SegmentationData FromFiles(IReadOnlyList<string> images, IReadOnlyList<string> masks, DatasetOptions? options = null) =>
        FromFiles([("the images named", images, "the masks named", masks, "")], "files", options);

    /// <summary>A folder of images and a folder of masks.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No image has a mask.</exception>
    public static SegmentationData FromFolders(string images, string masks, DatasetOptions? options = null) =>
        FromFolders([(images, masks, "")], $"images in {images}, masks in {masks}", options);

    /// <summary>Two stacks, one of images and one of masks: page by page, each pair a case.</summary>
    /// <exception cref="InvalidDataException">A stack can't be read, or they have different numbers of pages.</exception>
    public static SegmentationData FromStacks(string images, string masks, DatasetOptions? options = null)
    {
        var (imageStack, maskStack) = (Image.Read(images), Image.Read(masks));
        if (imageStack.Depth != maskStack.Depth) throw new InvalidDataException($"{images} has {imageStack.Depth} pages, {masks} has {maskStack.Depth}: every page needs its mask.");
        var digits = imageStack.Depth.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        var cases = Enumerable.Range(0, imageStack.Depth).Select(page => new SegmentationCase(
            $"{FileNames.Stem(images)}-{(page + 1).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(digits, '0')}",
            ImageSource.Page(images, imageStack, page),
            ImageSource.Page(masks, maskStack, page)));
        return new([.. cases], options, "pages of two stacks");
    }

    /// <summary>Cases of any kind; for files <see cref="ImageSource.File"/>.</summary>
    /// <exception cref="ArgumentException">Two cases have the same name.</exception>
    public static SegmentationData FromCases(IEnumerable<SegmentationCase> cases, DatasetOptions? options = null)
    {
        SegmentationCase[] all = [.. cases];
        var twice = all.GroupBy(one => one.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new ArgumentException($"SegmentationData: two cases are named \"{twice.Key}\".", nameof(cases));
        return new(all, options, "cases");
    }

    /// <summary>Pairs of files.</summary>
    /// <exception cref="ArgumentException">Two images have the same name.</exception>
    public static SegmentationData FromPairs(IEnumerable<(string Image, string Mask)> files, DatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        return FromCases(files.Select(pair => new SegmentationCase(FileNames.Stem(pair.Image), ImageSource.File(pair.Image), ImageSource.File(pair.Mask))), options);
    }

    /// <summary>The classes of a case's mask, and its objects where masks number objects.</summary>
    /// <exception cref="InvalidDataException">The mask can't be read, or holds a number that is no class.</exception>
    public LabelledMask ReadLabels(SegmentationCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var mask = one.ReadMask();
        var extent = new Extent(mask.Depth, mask.Height, mask.Width);
        var labels = Labels.Encode(mask, one.Mask.Name);
        if (Labels.Coding != LabelCoding.Instances) return new(extent, labels, null);
        var objects = MaskValues.Numbers(mask, one.Mask.Name);
        for (var i = 0; i < objects.Length; i++)
        {
            if (labels[i] < 0) objects[i] = 0;
        }

        var parted = LabelledMask.OfObjects(objects, extent);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0) parted.Labels[i] = LabelMap.IgnoredClass;
        }

        return parted;
    }

    /// <summary>The pixels of each class over all masks.</summary>
    /// <exception cref="InvalidDataException">A mask can't be read or is no mask.</exception>
    public long[] ClassPixels()
    {
        var pixels = new long[Classes];
        foreach (var mask in _facts.Value)
        {
            foreach (var (number, count) in mask.Counts)
            {
                if (!Labels.TryClassOf(number, out var label)) throw new InvalidDataException($"{mask.Name}: the mask holds {Labels.Write(number)}, which is no class; known are {Labels}.");
                if (label >= 0) pixels[label] += count;
            }
        }

        return pixels;
    }

    /// <summary>A random part for validation: at least one case, and not all.</summary>
    /// <param name="validation">The share of the cases, from 0 (none) to less than 1.</param>
    /// <param name="seed">The run; the same seed gives the same parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to less than 1.</exception>
    /// <exception cref="InvalidOperationException">There is only one case, which can't be parted.</exception>
    public DataSplit Split(double validation, ulong seed)
    {
        if (!(validation >= 0 && validation < 1)) throw new ArgumentOutOfRangeException(nameof(validation), FormattableString.Invariant($"SegmentationData: the share for validation is 0 to less than 1, not {validation}: 0.2 takes a fifth."));
        if (validation == 0) return new(this, Part([]));
        RequireSeveral();
        var count = Math.Clamp((int)Math.Round(validation * Cases.Count), 1, Cases.Count - 1);
        return Apart([.. Shuffled(seed).Take(count)]);
    }

    /// <summary>One of several folds for validation, the others for training; every case is in one fold.</summary>
    /// <param name="fold">Which, from 1.</param>
    /// <param name="folds">Of how many, from 2.</param>
    /// <param name="seed">The run; the folds of one seed belong together.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such fold, or there are fewer cases than folds.</exception>
    public DataSplit Fold(int fold, int folds, ulong seed)
    {
        if (folds < 2 || folds > Cases.Count || fold < 1 || fold > folds)
            throw new ArgumentOutOfRangeException(nameof(fold), $"SegmentationData: fold {fold}/{folds} of {Cases.Count} cases: folds are 1/N to N/N, with N from 2 to the number of cases.");
        return Apart([.. Shuffled(seed).Where((_, place) => place % folds == fold - 1)]);
    }

    /// <summary>The named cases for validation.</summary>
    /// <param name="validation">Names of cases; of a file, its name with or without ending.</param>
    /// <exception cref="ArgumentException">A name is no case, or nothing is left for training.</exception>
    public DataSplit Split(IEnumerable<string> validation)
    {
        ArgumentNullException.ThrowIfNull(validation);
        var places = new HashSet<int>();
        foreach (var name in validation)
        {
            var place = Cases.Select((one, i) => (one, i)).Where(at => at.one.Name == name || at.one.Name == FileNames.Stem(name)).Select(at => at.i).DefaultIfEmpty(-1).First();
            if (place < 0) throw new ArgumentException($"SegmentationData: no case is named \"{name}\"; there are {string.Join(", ", Cases.Take(5).Select(one => one.Name))}{(Cases.Count > 5 ? ", …" : "")}.", nameof(validation));
            places.Add(place);
        }

        if (places.Count == Cases.Count) throw new ArgumentException("SegmentationData: all cases are named for validation, none is left for training.", nameof(validation));
        return Apart(places);
    }

    /// <summary>"30 cases; images in images/, masks in masks/, equal names".</summary>
    public override string ToString() => $"{Cases.Count} {(Cases.Count == 1 ? "case" : "cases")}; {Origin}";

    private static SegmentationData FromFolders(IReadOnlyList<(string Images, string Masks, string Prefix)> folders, string words, DatasetOptions? options) =>
        FromFiles([.. folders.Select(one => (one.Images, (IReadOnlyList<string>)FileNames.ImagesIn(one.Images), one.Masks, (IReadOnlyList<string>)FileNames.ImagesIn(one.Masks), one.Prefix))], words, options);

    private static SegmentationData FromFiles(IReadOnlyList<(string From, IReadOnlyList<string> Images, string MasksFrom, IReadOnlyList<string> Masks, string Prefix)> parts, string words, DatasetOptions? options)
    {
        var cases = new List<SegmentationCase>();
        var (loneImages, loneMasks, rules) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var (_, images, _, masks, prefix) in parts)
        {
            if (images.Count == 0 || masks.Count == 0)
            {
                // Nothing to pair, but what is there is to be named.
                loneImages.AddRange(images);
                loneMasks.AddRange(masks);
                continue;
            }

            var pairing = FilePairing.Find(images, masks);
            cases.AddRange(pairing.Pairs.Select(pair => new SegmentationCase(prefix + pair.Name, ImageSource.File(pair.Image), ImageSource.File(pair.Mask))));
            loneImages.AddRange(pairing.LoneImages);
            loneMasks.AddRange(pairing.LoneMasks);
            rules.Add(pairing.Rule);
        }

        if (cases.Count == 0)
        {
            throw new InvalidDataException(loneImages.Count == 0 || loneMasks.Count == 0
                ? $"{parts[0].From} holds {loneImages.Count} image files, {parts[0].MasksFrom} holds {loneMasks.Count}: both are needed."
                : $"No image has a mask: {loneImages.Count} images such as {Path.GetFileName(loneImages[0])}, {loneMasks.Count} masks such as {Path.GetFileName(loneMasks[0])}. Give a mask the name of its image.");
        }

        return new(cases, options, $"{words}; {string.Join("; ", rules.Distinct())}") { LoneImages = loneImages, LoneMasks = loneMasks };
    }

    private int[] Shuffled(ulong seed) => new RandomDraws(seed, RandomStreams.Split, step: 0).Permutation(Cases.Count);

    private DataSplit Apart(HashSet<int> validation) =>
        new(Part(Enumerable.Range(0, Cases.Count).Where(place => !validation.Contains(place))), Part(Enumerable.Range(0, Cases.Count).Where(validation.Contains)));

    // The classes are those of the whole: a class may be missing from a part.
    private SegmentationData Part(IEnumerable<int> places) => new([.. places.Select(place => Cases[place])], _options with { Labels = Labels }, Origin);

    private void RequireSeveral()
    {
        if (Cases.Count < 2) throw new InvalidOperationException("SegmentationData: there is one case, which can't be parted into training and validation. Add cases, or train without validation (share 0).");
    }

    /// <summary>The map of labels as far as some of the masks tell it, for sets in which not all can be read.</summary>
    /// <param name="masks">What these masks hold.</param>
    /// <param name="used">Receives what they hold as the map counts it: colours where only colours tell.</param>
    internal LabelMap LabelsOf(IReadOnlyList<MaskFacts> masks, out IReadOnlyList<MaskFacts> used)
    {
        used = masks;
        if (ColoursAlone(masks))
        {
            var sources = Cases.ToDictionary(one => one.Mask.Name, one => one.Mask);
            used = [.. masks.Select(mask => MaskFacts.Of(sources[mask.Name].Read(), mask.Name, byColour: true))];
        }

        return LabelDiscovery.Discover(used, _options);
    }

    // Some files coloured and others not, or palettes that disagree: only colours tell for all.
    private bool ColoursAlone(IReadOnlyList<MaskFacts> masks)
    {
        if (_options.Labels is { } known) return known.Coding == LabelCoding.Colours && masks.Any(mask => !mask.Coloured);
        return masks.Any(mask => mask.Coloured) ? masks.Any(mask => !mask.Coloured) : LabelDiscovery.PalettesDisagree(masks);
    }

    private MaskFacts[] ReadFacts()
    {
        var facts = Scan(byColour: null);
        return ColoursAlone(facts) ? Scan(byColour: true) : facts;
    }

    private MaskFacts[] Scan(bool? byColour)
    {
        var facts = new MaskFacts[Cases.Count];
        try
        {
            Parallel.For(0, facts.Length, i => facts[i] = MaskFacts.Of(Cases[i].ReadMask(), Cases[i].Mask.Name, byColour));
        }
        catch (AggregateException several)
        {
            // The first by kind is as good as any; the mask doctor lists them all.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return facts;
    }
}
