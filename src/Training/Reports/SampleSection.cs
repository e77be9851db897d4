using System.Globalization;
using System.Xml.Linq;
using UNetSharp.Imaging;
using UNetSharp.Segmentation;
using static UNetSharp.Training.ErrorPicture;

namespace UNetSharp.Training;

/// <summary>The part of a report that shows pictures: of each sample the input, the truth, the prediction, and where they differ.</summary>
internal static class SampleSection
{
    // Beyond this a page of several samples grows past a few megabytes; below the second figure pixels are drawn as squares, not blurred.
    private const int LongestSide = 512, SmallSide = 300;

    /// <summary>The section; null where there is nothing to show.</summary>
    /// <exception cref="ArgumentException">The labels of a sample do not fill its image.</exception>
    public static XElement? Draw(IReadOnlyList<SamplePicture> samples) => samples.Count == 0 ? null : new XElement("section",
        new XElement("h2", "Pictures"), Key(samples), samples.Select(Row));

    private static XElement Key(IReadOnlyList<SamplePicture> samples)
    {
        // The two errors are always named, so that pages of perfect predictions can be read too.
        var seen = new HashSet<Verdict> { Verdict.Right, Verdict.TooMuch, Verdict.Missed };
        foreach (var sample in samples)
        {
            for (var i = 0; i < Math.Min(sample.Truth.Length, sample.Prediction.Length); i++) seen.Add(Judge(sample.Truth[i], sample.Prediction[i]));
        }

        seen.Remove(Verdict.Background);
        return Markup.Styled("p", "legend", "Errors: ", seen.Order().Select(verdict => Markup.Styled("span", "entry", Swatch(Legend[(int)verdict].Colour), Legend[(int)verdict].Words)));
    }

    private static XElement Swatch(Colour colour) => new("svg", new XAttribute("viewBox", "0 0 12 12"), new XAttribute("class", "swatch"),
        new XElement("rect", new XAttribute("width", 12), new XAttribute("height", 12), new XAttribute("fill", $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}")));

    private static XElement Row(SamplePicture sample)
    {
        var image = sample.Image;
        if (image.Depth != 1 || sample.Truth.Length != image.Height * image.Width || sample.Prediction.Length != sample.Truth.Length)
        {
            throw new ArgumentException(
                $"TrainingReport: sample {sample.Name} has an image of {image.Depth} planes of {image.Height}x{image.Width} pixels, {sample.Truth.Length:n0} true and " +
                $"{sample.Prediction.Length:n0} predicted classes: expected one plane with a class for each pixel.");
        }

        var size = new Thumbnail(image.Height, image.Width, LongestSide);
        var (shown, truth, prediction) = (size.Shown(image), size.Labels(sample.Truth), size.Labels(sample.Prediction));
        var classes = Math.Max(truth.Max(), prediction.Max());
        return Markup.Styled("article", "sample",
            new XElement("h3", sample.Name, " ", Markup.Styled("small", "score", sample.Score)),
            size.IsReduced ? new XElement("p", FormattableString.Invariant($"Shown at {size.Width} × {size.Height} of {image.Width} × {image.Height} pixels.")) : null,
            Markup.Styled("div", "pictures",
                Picture("Input", shown), Picture("Truth", Coloured(truth)), Picture("Prediction", Coloured(prediction)), Picture("Errors", ErrorPicture.Draw(shown, truth, prediction))));

        Image Coloured(int[] labels) => new(Array.ConvertAll(labels, label => (byte)(label < 0 ? 255 : Math.Min(label, 254))), size.Height, size.Width) { Palette = ClassColours(classes) };

        XElement Picture(string what, Image picture) => new("figure",
            new XElement("img", new XAttribute("src", DataUri.Of(picture)), new XAttribute("alt", $"{what}: {sample.Name}"),
                new XAttribute("width", picture.Width.ToString(CultureInfo.InvariantCulture)), new XAttribute("height", picture.Height.ToString(CultureInfo.InvariantCulture)),
                Math.Max(size.Width, size.Height) <= SmallSide ? new XAttribute("class", "small") : null),
            new XElement("figcaption", what));
    }

    // One class is white on black, several have the colours of an overlay; the last index is for pixels that are not judged.
    private static Palette ClassColours(int classes)
    {
        var colours = new Colour[256];
        for (var label = 1; label < 255; label++) colours[label] = classes <= 1 ? new(255, 255, 255) : Overlay.ColourOf(label);
        (colours[0], colours[255]) = (Colour.Black, new(110, 110, 110));
        return new Palette(colours);
    }
}
