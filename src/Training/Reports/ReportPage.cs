using System.Text;
using System.Xml;
using System.Xml.Linq;
using UNetSharp.ModelFiles;

namespace UNetSharp.Training;

/// <summary>A page that needs nothing but itself: no script, no style, no picture from elsewhere.</summary>
/// <remarks>HTML that is well-formed XML too, so that programs can read it. Vector drawings stand in it without a namespace, which HTML does not want.</remarks>
/// <param name="Title">The title, and the first heading.</param>
/// <param name="Sections">What follows; null adds nothing.</param>
internal sealed record ReportPage(string Title, params IReadOnlyList<XElement?> Sections)
{
    /// <summary>Writes the page whole or not at all.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public void Write(string path)
    {
        var page = Compose();
        Markup.ReplaceForbidden(page);
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, IndentChars = " ", NewLineChars = "\n" };
        AtomicFile.Write(path, stream =>
        {
            stream.Write("<!DOCTYPE html>\n"u8);
            using var writer = XmlWriter.Create(stream, settings);
            page.WriteTo(writer);
        });
    }

    private XElement Compose() => new("html", new XAttribute("lang", "en"),
        new XElement("head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
            new XElement("title", Title),
            new XElement("style", ReportStyle.Sheet)),
        new XElement("body", new XElement("h1", Title), Sections));
}
