using System.Globalization;
using UNetSharp.Imaging.Formats.Rows;

namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>How the pages of a file make one image: which page is which plane and channel, what a pixel measures, and what else the file says.</summary>
/// <remarks>
/// The pages like the first one in size and kind are the planes; thumbnails and masks are left out, and so are pages of another size, which the metadata count ("otherPages").
/// ImageJ and OME descriptions tell which pages are channels; frames are further planes.
/// </remarks>
internal sealed class TiffStack
{
    private readonly TiffPage[][] _planes;

    private TiffStack(TiffPage[][] planes, ImageLayout layout) => (_planes, Layout) = (planes, layout);

    /// <summary>Size and kind of a plane, all channels together.</summary>
    public ImageLayout Layout { get; }

    /// <summary>How many planes there are.</summary>
    public int Depth => _planes.Length;

    /// <summary>The pages of a plane, one for each channel that is kept apart.</summary>
    public IReadOnlyList<TiffPage> this[int plane] => _planes[plane];

    public static TiffStack Of(TiffFile file)
    {
        var (head, pages, others) = Pages(file);
        var text = head.Text(TiffTag.ImageDescription);
        var (imageJ, ome) = (ImageJDescription.Parse(text), OmeDescription.Parse(text));
        if (imageJ is { Images: > 1 } && pages.Count == 1) pages = Continued(file, pages[0], imageJ.Images);
        CheckPromises(file, pages);

        var (channels, slices, frames, placeOf) = Arrangement(pages, imageJ, ome);
        var planes = new TiffPage[pages.Count / channels][];
        for (var i = 0; i < planes.Length; i++) planes[i] = new TiffPage[channels];
        for (var i = 0; i < pages.Count; i++)
        {
            var (channel, plane) = placeOf(i);
            planes[plane][channel] = pages[i];
        }

        var first = pages[0];
        var metadata = new Dictionary<string, string>();
        if (!string.IsNullOrWhiteSpace(text)) metadata["description"] = text;
        if (first.Photometric is TiffPhotometric.MinIsWhite or TiffPhotometric.Separated) metadata["photometric"] = first.Photometric.ToString();
        Note("slices", frames > 1 ? slices : 1, usual: 1);
        Note("frames", frames, usual: 1);
        Note("otherPages", others, usual: 0);
        Note("orientation", head.Integer(TiffTag.Orientation, 1), usual: 1);
        return new TiffStack(planes, new ImageLayout(first.Height, first.Width, checked(first.Channels * channels), first.SampleType)
        {
            Spacing = SpacingOf(head, imageJ, ome),
            Palette = first.Photometric == TiffPhotometric.Palette ? ToPalette(head.Integers(TiffTag.ColorMap), first.Bits) : null,
            HasAlpha = first.HasAlpha && channels == 1,
            Metadata = metadata,
        });

        void Note(string key, long count, int usual)
        {
            if (count != usual) metadata[key] = count.ToString(CultureInfo.InvariantCulture);
        }
    }

    // The first directory, the pages like it, and how many there are of another kind.
    private static (TiffDirectory Head, List<TiffPage> Pages, int Others) Pages(TiffFile file)
    {
        TiffDirectory? head = null;
        var pages = new List<TiffPage>();
        var others = 0;
        foreach (var directory in file.Directories())
        {
            // "Bit 0 is 1 if the image is a reduced-resolution version of another image"; bit 2 marks a mask. Both come after the image that they belong to.
            if (pages.Count > 0 && (directory.Integer(TiffTag.NewSubfileType, 0) & 0b101) != 0) continue;
            var page = TiffPageParser.Parse(file, directory);
            head ??= directory;
            if (pages.Count == 0 || page.IsLike(pages[0])) pages.Add(page);
            else others++;
        }

        return (head ?? throw file.Error("the file has no page"), pages, others);
    }

    // Stacks beyond 4 GB ImageJ writes as one page, with the planes that follow it one after another, not packed.
    private static List<TiffPage> Continued(TiffFile file, TiffPage page, int images)
    {
        var contiguous = page is { Compression: TiffCompression.None, Tiled: false };
        for (var i = 1; i < page.Offsets.Length && contiguous; i++) contiguous = page.Offsets[i] == page.Offsets[i - 1] + (page.BlockRowBytes * page.BlockHeight);
        if (!contiguous) return [page];
        var (planeBytes, start) = (page.BlockRowBytes * page.Height * (page.Planar ? page.Channels : 1), page.Offsets[0]);
        if (start < 0 || (Int128)planeBytes * images > file.Length - start)
        {
            throw file.Error(
                $"the description promises {images:n0} planes of {planeBytes:n0} bytes from byte {start:n0} on, " +
                $"the file ends at {file.Length:n0}: is it truncated?");
        }

        var pages = new List<TiffPage>(images);
        for (var i = 0; i < images; i++) pages.Add(page with { Offsets = Array.ConvertAll(page.Offsets, offset => offset + (i * planeBytes)) });
        return pages;
    }

    private static (int Channels, int Slices, int Frames, Func<int, (int Channel, int Plane)> PlaceOf) Arrangement(
        List<TiffPage> pages, ImageJDescription? imageJ, OmeDescription? ome)
    {
        if (imageJ is not null && (Int128)imageJ.Channels * imageJ.Slices * imageJ.Frames == pages.Count)
        {
            return (imageJ.Channels, imageJ.Slices, imageJ.Frames, i => (i % imageJ.Channels, i / imageJ.Channels));
        }

        if (ome is not null)
        {
            // SizeC counts the samples of a page too.
            var apart = ome.Channels % pages[0].Channels == 0 ? ome with { Channels = ome.Channels / pages[0].Channels } : ome;
            if ((Int128)apart.Channels * apart.Slices * apart.Frames == pages.Count) return (apart.Channels, apart.Slices, apart.Frames, apart.PlaceOf);
        }

        return (1, pages.Count, 1, i => (0, i));
    }

    // Before memory is taken: can the file hold what its pages promise? Blocks may share bytes, within reason.
    private static void CheckPromises(TiffFile file, List<TiffPage> pages)
    {
        Int128 promised = 0, possible = 0, packed = 0;
        foreach (var page in pages)
        {
            promised += page.UnpackedBytes;
            for (var i = 0; i < page.Offsets.Length && page.Compression != TiffCompression.None; i++)
            {
                var bytes = TiffBlocks.PackedBytes(file, page, i, page.BlockHeight * page.BlockRowBytes);
                packed += bytes;
                possible += (Int128)bytes * TiffBlocks.GreatestExpansion(page.Compression);
            }

            if (page.Compression == TiffCompression.None) (packed, possible) = (packed + page.UnpackedBytes, possible + page.UnpackedBytes);
        }

        if (promised > possible + 4096 || packed > (4 * file.Length) + 65536)
        {
            throw file.Error(
                $"{pages.Count:n0} page(s) of {pages[0].Width:n0} x {pages[0].Height:n0} pixels promise {promised:n0} bytes, " +
                $"more than a file of {file.Length:n0} bytes can hold: is it truncated?");
        }
    }

    private static Spacing SpacingOf(TiffDirectory head, ImageJDescription? imageJ, OmeDescription? ome)
    {
        var (across, down) = (head.Number(TiffTag.XResolution), head.Number(TiffTag.YResolution));
        if (ome is not null && ome.Spacing.IsPhysical) return ome.Spacing;
        var (width, height) = (1 / across, 1 / down);
        if (imageJ?.Unit is not (null or "inch" or "cm") && width is > 0 and < double.PositiveInfinity && height is > 0 and < double.PositiveInfinity)
        {
            return new Spacing(double.IsNaN(imageJ.Spacing) ? Math.Max(width, height) : imageJ.Spacing, height, width, imageJ.Unit);
        }

        // 1 stands for no absolute unit, 2 for inch, 3 for centimetre; 2 if not said.
        return head.Integer(TiffTag.ResolutionUnit, 2) switch
        {
            2 => PrintResolution.ToSpacing(across / 0.0254, down / 0.0254),
            3 => PrintResolution.ToSpacing(across * 100, down * 100),
            _ => Spacing.Pixels,
        };
    }

    // "All the Red values come first, followed by the Green values, then the Blue values"; each has 2**BitsPerSample of them, 0 to 65535.
    // Old writers put values of 8 bits there.
    private static Palette? ToPalette(long[] map, int bits)
    {
        var count = bits <= 16 ? 1 << bits : 0;
        if (count == 0 || map.Length < 3 * count) return null;   // the indices can be read without it
        var shift = Array.Exists(map, value => value > 255) ? 8 : 0;
        var colours = new Colour[count];
        for (var i = 0; i < count; i++) colours[i] = new Colour((byte)(map[i] >> shift), (byte)(map[count + i] >> shift), (byte)(map[(2 * count) + i] >> shift));
        return new Palette(colours);
    }
}
