using System.Globalization;
using System.Xml;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>The part of an OME-XML description that tells how pages form a stack, and how large pixels are.</summary>
/// <remarks>https://docs.openmicroscopy.org/ome-model/latest/ome-tiff/specification.html. Only the first image's Pixels element is looked at, and pages are taken to be in its DimensionOrder.</remarks>
/// <param name="Order">"XYCZT" and the like: which index runs fastest.</param>
/// <param name="Channels">SizeC.</param>
/// <param name="Slices">SizeZ.</param>
/// <param name="Frames">SizeT.</param>
/// <param name="Spacing">Of one pixel in µm, or in the unit that all three share.</param>
internal sealed record OmeDescription(string Order, int Channels, int Slices, int Frames, Spacing Spacing)
{
    /// <summary>Parses a description; null if it is not OME's, or damaged.</summary>
    public static OmeDescription? Parse(string? text)
    {
        if (text is null || !text.Contains("<OME", StringComparison.Ordinal) || text.Length > 1 << 24) return null;
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF', ' ', '\r', '\n')), settings);
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Pixels" }) return Pixels(reader);
            }
        }
        catch (XmlException)
        {
            // The pixels can be read without it: a damaged description is none.
        }

        return null;
    }

    /// <summary>The place of a page: which channel, and which plane of the stack (slices run faster than frames).</summary>
    public (int Channel, int Plane) PlaceOf(int page)
    {
        int channel = 0, slice = 0, frame = 0;
        foreach (var axis in Order.AsSpan(2))
        {
            switch (axis)
            {
                case 'C': (page, channel) = Math.DivRem(page, Channels); break;
                case 'Z': (page, slice) = Math.DivRem(page, Slices); break;
                default: (page, frame) = Math.DivRem(page, Frames); break;
            }
        }

        return (channel, (frame * Slices) + slice);
    }

    private static OmeDescription? Pixels(XmlReader reader)
    {
        var order = reader.GetAttribute("DimensionOrder");
        if (order is not ("XYCZT" or "XYCTZ" or "XYZCT" or "XYZTC" or "XYTCZ" or "XYTZC")) return null;
        // By the schema, units that are not said are µm.
        var unit = reader.GetAttribute("PhysicalSizeXUnit") ?? "\u00B5m";
        var (across, down, deep) = (Size("PhysicalSizeX"), Size("PhysicalSizeY"), Size("PhysicalSizeZ"));
        var known = double.IsFinite(across) && (reader.GetAttribute("PhysicalSizeYUnit") ?? "\u00B5m") == unit;
        if (!double.IsFinite(down)) down = across;
        if (!double.IsFinite(deep) || (reader.GetAttribute("PhysicalSizeZUnit") ?? "\u00B5m") != unit) deep = Math.Max(across, down);
        return new OmeDescription(order, Count("SizeC"), Count("SizeZ"), Count("SizeT"), known ? new Spacing(deep, down, across, unit) : Spacing.Pixels);

        int Count(string name) => int.TryParse(reader.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;

        double Size(string name) =>
            double.TryParse(reader.GetAttribute(name), CultureInfo.InvariantCulture, out var size) && size > 0 && double.IsFinite(size) ? size : double.NaN;
    }
}
