using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Convolutions of images that follow one another, and what is read of the last: what can be computed in bands of rows, so that no value between is ever whole.</summary>
/// <param name="Convs">Two or more, each but the last read by the next alone.</param>
/// <param name="Ends">What others read: the last convolution itself, or the poolings and crops that are all that is read of it.</param>
internal sealed record ConvChain(IReadOnlyList<Value> Convs, IReadOnlyList<Value> Ends)
{
    // With more channels Winograd adds them up in strips whose length may follow from the number of tiles: the last bit could differ from the whole's.
    private const int MostChannels = 128;

    private Value Last => Convs[^1];

    private int Height => Last.Shape[1];

    /// <summary>The chains of a program.</summary>
    public static IEnumerable<ConvChain> In(Program program)
    {
        var readers = program.Values.SelectMany(value => value.Inputs.Distinct().Select(input => (Input: input, Reader: value))).ToLookup(pair => pair.Input, pair => pair.Reader);
        var results = program.Results.Select(result => result.Value).ToHashSet();
        return from first in program.Values
               where IsLink(first) && !(IsLink(first.Inputs[0]) && Next(first.Inputs[0]) == first)
               let convs = Follow(first)
               where convs.Count > 1
               let ends = EndsOf(convs[^1])
               where !ends.Any(end => readers[end].Any(reader => reader.Operation is Stack)) // a band itself
               select new ConvChain(convs, ends);

        List<Value> Follow(Value first)
        {
            var convs = new List<Value>();
            for (var conv = first; conv is not null; conv = Next(conv))
            {
                convs.Add(conv);
            }

            return convs;
        }

        Value? Next(Value conv) => !results.Contains(conv) && readers[conv].ToArray() is [var reader] && IsLink(reader) && reader.Inputs[0] == conv ? reader : null;

        Value[] EndsOf(Value last) => !results.Contains(last) && readers[last].All(IsEnd) ? [.. readers[last]] : [last];
    }

    /// <summary>The program with the chain in bands.</summary>
    /// <param name="program">The program that the chain is of.</param>
    /// <param name="bands">About how many, over all samples.</param>
    public Program InBands(Program program, int bands)
    {
        var rewrite = new Rewrite(program);
        var gone = Convs.Concat(Ends).ToHashSet();
        foreach (var value in program.Values)
        {
            if (!gone.Contains(value))
            {
                rewrite.Keep(value);
            }
            else if (value == Last)
            {
                Draw(rewrite, bands);
            }
        }

        return rewrite.Finish();
    }

    private static int TileSize(Value conv) => WinogradConv.TileSize(conv.Inputs[0].Shape.Channels, conv.Shape.Channels, conv.Shape[2]);

    private static bool IsLink(Value value) => value.Operation is Conv { Tail.Addend: false, Geometry: { Stride: { D: 1, H: 1, W: 1 } } }
        && value.Shape.Rank == 4 && value.Inputs[0].Shape.Channels <= MostChannels;

    private static bool IsEnd(Value value) => value.Operation switch
    {
        MaxPool { Geometry: { Ceil: false, Kernel.H: 2 or 4 } geometry } => geometry.Stride == geometry.Kernel && geometry.Padding == default,
        Slice slice => slice.Start[0] == 0 && slice.Start[^1] == 0 && slice.Extents[0] == value.Inputs[0].Shape[0] && slice.Extents.Channels == value.Inputs[0].Shape.Channels,
        _ => false,
    };

    private void Draw(Rewrite rewrite, int bands)
    {
        // Poolings by 2 or 4 of whole tiles, and not too many bands; a last one of less than half the others goes with the one before.
        var (rows, step) = (Math.Max(((Height * Last.Shape[0]) + bands - 1) / bands, 1), 4 * TileSize(Last));
        rows = Math.Min((rows + step - 1) / step * step, Height);
        var parts = Ends.ToDictionary(end => end, _ => new List<Value>());
        for (var sample = 0; sample < Last.Shape[0]; sample++)
        {
            for (int first = 0, end; first < Height; first = end)
            {
                end = first + rows + (rows / 2) >= Height ? Height : first + rows;
                foreach (var (value, part) in Band(rewrite, sample, new(first, end)))
                {
                    parts[value].Add(part);
                }
            }
        }

        foreach (var end in Ends)
        {
            rewrite.Replace(end, rewrite.Add(end.Layer, new Stack(end.Shape), [.. parts[end]]));
        }
    }

    // The parts of all ends that a band of the last convolution's rows holds.
    private IEnumerable<(Value End, Value Part)> Band(Rewrite rewrite, int sample, Rows band)
    {
        var wanted = new Rows[Convs.Count];
        wanted[^1] = band.InTiles(TileSize(Last), Height);
        for (var at = Convs.Count - 1; at > 0; at--)
        {
            var height = Convs[at - 1].Shape[1];
            wanted[at - 1] = wanted[at].Read(Geometry(at), height).Input.InTiles(TileSize(Convs[at - 1]), height);
        }

        var (source, lies) = (rewrite[Convs[0].Inputs[0]], new Rows(0, Convs[0].Inputs[0].Shape[1]));
        for (var at = 0; at < Convs.Count; at++)
        {
            var (input, before, after) = wanted[at].Read(Geometry(at), Convs[at].Inputs[0].Shape[1]);
            var geometry = Geometry(at) with { PadBefore = Geometry(at).PadBefore with { H = before }, PadAfter = Geometry(at).PadAfter with { H = after } };
            Value[] inputs = [Cut(source, at == 0 ? sample : 0, new(input.First - lies.First, input.End - lies.First)), .. Convs[at].Inputs.Skip(1).Select(other => rewrite[other])];
            (source, lies) = (rewrite.Add(Convs[at].Layer, (Conv)Convs[at].Operation with { Geometry = geometry }, inputs), wanted[at]);
        }

        return Ends.Select(end => (end, Part(rewrite, end, source, lies))).Where(pair => pair.Item2 is not null)!;
    }

    private ConvGeometry Geometry(int at) => ((Conv)Convs[at].Operation).Geometry;

    // What of an end comes from a band of the last convolution; null where nothing does.
    private static Value? Part(Rewrite rewrite, Value end, Value band, Rows lies)
    {
        switch (end.Operation)
        {
            case MaxPool { Geometry.Kernel.H: var size }:
                var windows = new Rows(lies.First / size, Math.Min(lies.End / size, end.Shape[1]));
                return windows.Count > 0 ? rewrite.Add(end.Layer, end.Operation, Cut(band, 0, new((windows.First * size) - lies.First, (windows.End * size) - lies.First))) : null;
            case Slice slice:
                var rows = lies.Within(new(slice.Start[1], slice.Start[1] + slice.Extents[1]));
                if (rows.Count <= 0)
                {
                    return null;
                }

                var crop = new Slice([0, rows.First - lies.First, slice.Start[2], 0], [1, rows.Count, slice.Extents[2], slice.Extents[3]]);
                return rewrite.Add(end.Layer, new Copy(), rewrite.Add(end.Layer, crop, band));
            default:
                return band;
        }
    }

    // Rows of one sample, as a view.
    private static Value Cut(Value image, int sample, Rows rows)
    {
        var shape = image.Shape;
        return shape[0] == 1 && rows == new Rows(0, shape[1]) ? image
            : image.Graph.Add(image.Layer, new Slice([sample, rows.First, 0, 0], [1, rows.Count, shape[2], shape[3]]), image);
    }
}
