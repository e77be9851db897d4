using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace UNetSharp.Training;

/// <summary>Elements of a page. What they hold is text until it is written, and so is escaped: no name of a file can become markup.</summary>
internal static class Markup
{
    /// <summary>An element that a style applies to.</summary>
    /// <param name="name">HTML's or SVG's name of it.</param>
    /// <param name="style">Its class in the page's style sheet.</param>
    /// <param name="content">Attributes, elements and text; null adds nothing.</param>
    public static XElement Styled(string name, string style, params object?[] content) => new(name, new XAttribute("class", style), content);

    /// <summary>An element whose attributes are numbers: a line, a circle, a place for text.</summary>
    public static XElement Placed(string name, string style, params ReadOnlySpan<(string Name, double Value)> places)
    {
        var element = Styled(name, style);
        foreach (var (attribute, value) in places) element.SetAttributeValue(attribute, Coordinate(value));
        return element;
    }

    /// <summary>A coordinate: two digits behind the point are a hundredth of a pixel.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Replaces, everywhere below an element, the characters that no page may hold: control characters, halves of pairs.</summary>
    public static void ReplaceForbidden(XElement root)
    {
        foreach (var text in root.DescendantNodes().OfType<XText>()) text.Value = Clean(text.Value);
        foreach (var attribute in root.DescendantsAndSelf().Attributes()) attribute.Value = Clean(attribute.Value);
    }

    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) i++;
            else if (!XmlConvert.IsXmlChar(text[i])) text = string.Concat(text.AsSpan(0, i), "\uFFFD", text.AsSpan(i + 1));
        }

        return text;
    }
}
