namespace UNetSharp.Segmentation;

/// <summary>The tiles along one axis: where each begins, and how much each counts at every place.</summary>
/// <remarks>
/// A grid of tiles is the product of its axes, and so are its weights: the weights of all tiles at a place add up to the product of the sums along the axes.
/// Divided by the sum along each axis beforehand they add up to 1 everywhere, and nobody has to add up weights while tiles are blended.
/// </remarks>
internal sealed class AxisTiles
{
    private readonly int[] _starts;
    private readonly float[][] _weights;
    private readonly (int First, int End)[] _ranges;

    /// <summary>Lays the tiles.</summary>
    /// <param name="extent">Places of the image along this axis.</param>
    /// <param name="tile">Places that a tile answers for.</param>
    /// <param name="stride">What starts are multiples of: the product of a network's poolings, so that all tiles are pooled on one grid.</param>
    /// <param name="overlap">The share of a tile that the next one answers for too.</param>
    /// <param name="blend">How they are weighed there.</param>
    public AxisTiles(int extent, int tile, int stride, double overlap, Blend blend)
    {
        (Extent, Length) = (extent, tile);
        _starts = Lay(extent, tile, stride, overlap);
        _weights = Normalised(blend == Blend.None ? Owners() : Profiles(blend));
        _ranges = Array.ConvertAll(_weights, weights => (Array.FindIndex(weights, weight => weight > 0), Array.FindLastIndex(weights, weight => weight > 0) + 1));
    }

    /// <summary>Places of the image.</summary>
    public int Extent { get; }

    /// <summary>Places that a tile answers for.</summary>
    public int Length { get; }

    /// <summary>How many tiles there are.</summary>
    public int Count => _starts.Length;

    /// <summary>The place of the image at which a tile's answer begins.</summary>
    public int Start(int tile) => _starts[tile];

    /// <summary>How much a tile counts at each place of its own; 0 where it lies outside the image.</summary>
    public ReadOnlySpan<float> Weights(int tile) => _weights[tile];

    /// <summary>The places of the tile, counted from its start, at which it counts at all: they lie inside the image.</summary>
    public (int First, int End) Range(int tile) => _ranges[tile];

    /// <summary>How many places at the front of the image no tile after this one touches.</summary>
    public int FinalAfter(int tile) => tile < 0 ? 0 : tile == Count - 1 ? Extent : Start(tile + 1) + Range(tile + 1).First;

    /// <summary>The most places that are begun and not final while the tiles pass in order.</summary>
    public int InFlight => Enumerable.Range(0, Count).Max(tile => Start(tile) + Range(tile).End - FinalAfter(tile - 1));

    // Evenly spread, as nnU-Net does, then rounded to the stride. Steps are at most ⌊tile·(1 − overlap)⌋ rounded down to the stride; rounding two starts
    // to multiples of the stride does not part them by more than a multiple that was at least their distance, so no gap opens.
    private static int[] Lay(int extent, int tile, int stride, double overlap)
    {
        // A tile smaller than the stride can't keep to the network's grid and leave no gap.
        if (tile < stride) stride = 1;
        if (extent <= tile) return [-((tile - extent) / 2 / stride * stride)];
        var step = Math.Max((int)(tile * (1 - overlap)) / stride * stride, stride);
        var last = Ceiling(extent - tile, stride) * stride;
        var count = Ceiling(last, step) + 1;
        return [.. Enumerable.Range(0, count).Select(i => (int)Math.Round((double)i * last / (count - 1) / stride, MidpointRounding.AwayFromZero) * stride)];
    }

    private static int Ceiling(int number, int divisor) => (number + divisor - 1) / divisor;

    // Two neighbours part in the middle of the places of the image that both answer for.
    private double[][] Owners()
    {
        var owners = new double[Count][];
        for (var i = 0; i < Count; i++)
        {
            var (first, end) = (Border(i), Border(i + 1));
            owners[i] = [.. Enumerable.Range(Start(i), Length).Select(place => place >= first && place < end ? 1.0 : 0)];
        }

        return owners;

        int Border(int tile) => tile == 0 ? 0 : tile == Count ? Extent : (Start(tile) + Math.Min(Start(tile - 1) + Length, Extent)) / 2;
    }

    private double[][] Profiles(Blend blend)
    {
        var (middle, sigma) = ((Length - 1) / 2.0, Length / 8.0);
        var profile = Enumerable.Range(0, Length).Select(place => blend == Blend.Uniform ? 1 : Math.Exp(-0.5 * Math.Pow((place - middle) / sigma, 2))).ToArray();
        return [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, Length).Select(place => Start(i) + place >= 0 && Start(i) + place < Extent ? profile[place] : 0).ToArray())];
    }

    private float[][] Normalised(double[][] weights)
    {
        var sums = new double[Extent];
        for (var i = 0; i < Count; i++)
        {
            for (var place = 0; place < Length; place++)
            {
                if (weights[i][place] > 0) sums[Start(i) + place] += weights[i][place];
            }
        }

        return [.. weights.Select((tile, i) => tile.Select((weight, place) => weight > 0 ? (float)(weight / sums[Start(i) + place]) : 0).ToArray())];
    }
}
