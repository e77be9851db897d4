namespace UNetSharp.Training;

/// <summary>Which mask belongs to which image, told from their names by one rule for all.</summary>
/// <param name="Pairs">Case name, image and mask, in the order of the images.</param>
/// <param name="LoneImages">Images without a mask.</param>
/// <param name="LoneMasks">Masks without an image.</param>
/// <param name="Rule">The rule, in words.</param>
/// <remarks>
/// Rules are tried in turn, and the first that pairs the most files is used: equal stems; one word added to all masks, or to all images
/// ("car_03" and "car_03_mask"); what is left of the stems without the beginning and the ending that all images, and all masks, have in common
/// ("t035" and "man_seg035", "21_training" and "21_manual1"); the last number of the stem; the first. A rule never pairs a key that two files share.
/// </remarks>
public sealed record FilePairing(IReadOnlyList<(string Name, string Image, string Mask)> Pairs, IReadOnlyList<string> LoneImages, IReadOnlyList<string> LoneMasks, string Rule)
{
    // Words are looked for among so many images; a rule that holds for all holds for these.
    private const int Sample = 40;

    /// <summary>Pairs files.</summary>
    /// <param name="images">Paths of images, or of predictions.</param>
    /// <param name="masks">Paths of masks.</param>
    public static FilePairing Find(IReadOnlyList<string> images, IReadOnlyList<string> masks)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(masks);
        if (images.Count == 1 && masks.Count == 1) return new([(FileNames.Stem(images[0]), images[0], masks[0])], [], [], "one image, one mask");
        FilePairing? best = null;
        foreach (var (rule, imageKey, maskKey) in Rules([.. images.Select(FileNames.Stem)], [.. masks.Select(FileNames.Stem)]))
        {
            var pairing = By(rule, imageKey, maskKey, images, masks);
            if (best is null || pairing.Pairs.Count > best.Pairs.Count) best = pairing;
            if (best.Pairs.Count == Math.Min(images.Count, masks.Count)) break;
        }

        return best!;
    }

    private static IEnumerable<(string Rule, Func<string, string> ImageKey, Func<string, string> MaskKey)> Rules(string[] images, string[] masks)
    {
        yield return ("equal names", stem => stem, stem => stem);
        foreach (var word in AddedWords(images, masks)) yield return ($"masks are named as their images with {word}", stem => stem, word.Strip);
        foreach (var word in AddedWords(masks, images)) yield return ($"images are named as their masks with {word}", word.Strip, stem => stem);
        var (ofImages, ofMasks) = (AddedWord.CommonTo(images), AddedWord.CommonTo(masks));
        yield return ($"names without what all images have in common ({ofImages}) and all masks ({ofMasks})", ofImages.Strip, ofMasks.Strip);
        yield return ("the last number in the names", stem => Number(stem, last: true), stem => Number(stem, last: true));
        yield return ("the first number in the names", stem => Number(stem, last: false), stem => Number(stem, last: false));
    }

    // Words that turn a name into a longer one, the most frequent first.
    private static IEnumerable<AddedWord> AddedWords(string[] shorter, string[] longer)
    {
        var words = new Dictionary<AddedWord, int>();
        foreach (var part in shorter.Take(Sample))
        {
            foreach (var whole in longer)
            {
                var place = whole.Length > part.Length ? whole.IndexOf(part, StringComparison.Ordinal) : -1;
                if (place < 0) continue;
                var word = new AddedWord(whole[..place], whole[(place + part.Length)..]);
                words[word] = words.GetValueOrDefault(word) + 1;
            }
        }

        return words.OrderByDescending(word => word.Value).ThenBy(word => word.Key.ToString(), StringComparer.Ordinal).Take(3).Select(word => word.Key);
    }

    private static FilePairing By(string rule, Func<string, string> imageKey, Func<string, string> maskKey, IReadOnlyList<string> images, IReadOnlyList<string> masks)
    {
        var (imageOf, maskOf) = (Unique(images, imageKey), Unique(masks, maskKey));
        var pairs = new List<(string, string, string)>();
        var paired = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            var key = imageKey(FileNames.Stem(image));
            if (key.Length == 0 || imageOf.GetValueOrDefault(key) != image || maskOf.GetValueOrDefault(key) is not { } mask) continue;
            pairs.Add((FileNames.Stem(image), image, mask));
            paired.Add(image);
            paired.Add(mask);
        }

        return new(pairs, [.. images.Where(path => !paired.Contains(path))], [.. masks.Where(path => !paired.Contains(path))], rule);
    }

    // The file of each key that one file alone has; null for a key that several share.
    private static Dictionary<string, string?> Unique(IReadOnlyList<string> paths, Func<string, string> key)
    {
        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var k = key(FileNames.Stem(path));
            if (!files.TryAdd(k, path)) files[k] = null;
        }

        return files;
    }

    private static string Number(string stem, bool last)
    {
        var digits = stem.Select((letter, i) => (letter, i)).Where(at => char.IsAsciiDigit(at.letter)).Select(at => at.i).ToArray();
        if (digits.Length == 0) return "";
        var (from, to) = last ? (digits[^1], digits[^1]) : (digits[0], digits[0]);
        while (from > 0 && char.IsAsciiDigit(stem[from - 1])) from--;
        while (to + 1 < stem.Length && char.IsAsciiDigit(stem[to + 1])) to++;
        var number = stem[from..(to + 1)].TrimStart('0');
        return number.Length == 0 ? "0" : number;
    }
}
