using UNetSharp.Imaging;
using UNetSharp.Segmentation;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>What the numbers of the truths mean, and predictions read in that sense.</summary>
internal sealed class TruthLabels
{
    // How else the same classes may be written.
    private readonly LabelMap[] _others;

    /// <summary>Finds out from all truths together.</summary>
    /// <param name="pairs">The cases.</param>
    /// <param name="options">What is known beforehand.</param>
    /// <exception cref="InvalidDataException">A truth can't be read or is no mask.</exception>
    public TruthLabels(EvaluationPairs pairs, DatasetOptions options)
    {
        var found = SegmentationData.FromCases(pairs.Cases, options).Labels;

        // Truths that are empty throughout are of two classes all the same: what is predicted in them is wrong.
        Map = found.Classes > 1 ? found : new LabelMap(LabelCoding.Values, found.Originals[0] == 0 ? [0, 255] : [0, found.Originals[0]], found.Ignored);
        _others = Map.Coding is LabelCoding.Values or LabelCoding.Colours
            ? Map.Classes == 2 ? [LabelMap.Consecutive(2), new(LabelCoding.Values, [0, 255])] : [LabelMap.Consecutive(Map.Classes)]
            : [];
    }

    /// <summary>Which number of a truth is which class.</summary>
    public LabelMap Map { get; }

    /// <summary>Whether truths number objects.</summary>
    public bool NumberObjects => Map.Coding == LabelCoding.Instances;

    /// <summary>The classes of a prediction: written as the truths are, or else as 0, 1, 2, …, or 0 and 255.</summary>
    /// <exception cref="InvalidDataException">It holds other numbers.</exception>
    public int[] Predicted(Image prediction, string name)
    {
        try
        {
            return Background(Map.Encode(prediction, name));
        }
        catch (InvalidDataException strange)
        {
            foreach (var other in _others)
            {
                if (TryEncode(other, prediction, name) is { } classes) return classes;
            }

            throw new InvalidDataException($"{strange.Message} Labels are expected: of probabilities, threshold them (or see --membranes); of numbered objects, say --instances.", strange);
        }
    }

    /// <summary>The objects of a truth or a prediction: the numbers that it gives them; where it has one number only, or is of classes, its connected pieces (joined by faces).</summary>
    /// <param name="mask">As its file has it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="classes">Its classes.</param>
    /// <param name="extent">Its extent.</param>
    public int[] Objects(Image mask, string name, int[] classes, Extent extent)
    {
        if (NumberObjects)
        {
            var numbers = MaskValues.Numbers(mask, name);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (classes[i] <= 0) numbers[i] = 0;
            }

            if (numbers.Where(number => number != 0).Distinct().Skip(1).Any()) return numbers;
        }

        return ConnectedComponents.LabelByValue(classes, extent, Connectivity.Faces).Labels;
    }

    // A prediction has no pixels to be ignored; the truth alone says which are.
    private static int[] Background(int[] classes) => Array.ConvertAll(classes, label => Math.Max(label, 0));

    private static int[]? TryEncode(LabelMap map, Image prediction, string name)
    {
        try
        {
            return map.Encode(prediction, name);
        }
        catch (InvalidDataException)
        {
            // Not written so; the message that counts is that of the truth's own map.
            return null;
        }
    }
}
