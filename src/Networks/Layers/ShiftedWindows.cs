using System.Collections.Immutable;
using UNetSharp.Graphs;
using UNetSharp.Kernels;

namespace UNetSharp.Networks;

/// <summary>How an image or volume is cut into windows, within which attention looks: sides, and a cyclic shift by half a side in every other block, so that neighbouring windows meet.</summary>
/// <remarks>Liu, Lin, Cao, Hu, Wei, Zhang, Lin, Guo, "Swin transformer", ICCV 2021, https://arxiv.org/abs/2103.14030. Where the sides do not divide the extents, zeros are put behind.</remarks>
/// <param name="Extents">Of the image; depth 1 where there is none.</param>
/// <param name="Sides">Of a window.</param>
/// <param name="Shift">Of the image, towards its beginning, before it is cut.</param>
internal sealed record ShiftedWindows(Triple Extents, Triple Sides, Triple Shift)
{
    /// <summary>The windows of a block. On an axis that one window spans there is nothing to shift.</summary>
    /// <param name="x">The image or volume.</param>
    /// <param name="side">Of a window on each axis.</param>
    /// <param name="shifted">Whether this is one of the shifted blocks.</param>
    /// <param name="shrinks">Whether on an axis shorter than a window the window becomes as short; otherwise the image is padded to it.</param>
    public static ShiftedWindows Of(Shape x, int side, bool shifted, bool shrinks)
    {
        var extents = x.Spatial;
        int Side(int extent) => shrinks ? Math.Min(side, extent) : side;
        int Shift(int extent) => shifted && extent > side ? side / 2 : 0;
        return new(extents, new(x.SpatialRank == 3 ? Side(extents.D) : 1, Side(extents.H), Side(extents.W)), new(x.SpatialRank == 3 ? Shift(extents.D) : 0, Shift(extents.H), Shift(extents.W)));
    }

    /// <summary>Tokens of a window.</summary>
    public int Tokens => Sides.Product;

    private Triple Counts => new(Count(Extents.D, Sides.D), Count(Extents.H, Sides.H), Count(Extents.W, Sides.W));

    private Triple Padded => new(Counts.D * Sides.D, Counts.H * Sides.H, Counts.W * Sides.W);

    /// <summary>For each token of each window which region of the image it comes from; empty where nothing is shifted. What the shift brought round from the other end is a region of its own.</summary>
    public ImmutableArray<int> Regions
    {
        get
        {
            if (Shift == default)
            {
                return [];
            }

            var (counts, padded) = (Counts, Padded);
            var regions = ImmutableArray.CreateBuilder<int>(padded.Product);
            for (var window = 0; window < counts.Product; window++)
            {
                for (var token = 0; token < Tokens; token++)
                {
                    int d = At(window / counts.W / counts.H, token / Sides.W / Sides.H, Sides.D), h = At(window / counts.W % counts.H, token / Sides.W % Sides.H, Sides.H), w = At(window % counts.W, token % Sides.W, Sides.W);
                    regions.Add((((Region(d, padded.D, Sides.D, Shift.D) * 3) + Region(h, padded.H, Sides.H, Shift.H)) * 3) + Region(w, padded.W, Sides.W, Shift.W));
                }
            }

            return regions.MoveToImmutable();
        }
    }

    /// <summary>The image as tokens of windows: [N·windows, tokens, C].</summary>
    public Value Cut(Value x)
    {
        var behind = new Triple(Padded.D - Extents.D, Padded.H - Extents.H, Padded.W - Extents.W);
        x = x.Pad(default, behind).Roll(new Triple(-Shift.D, -Shift.H, -Shift.W));
        var channels = x.Shape.Channels;

        // Six axes are enough, as the innermost of the window's axes stays with the channels.
        return x.Reshape([x.Shape[0] * Counts.D, Sides.D, Counts.H, Sides.H, Counts.W, Sides.W * channels]).Transpose(0, 2, 4, 1, 3, 5).Reshape([x.Shape[0] * Counts.Product, Tokens, channels]);
    }

    /// <summary>The image again from the tokens of its windows.</summary>
    /// <param name="tokens">[N·windows, tokens, C].</param>
    /// <param name="like">The image's shape.</param>
    public Value Join(Value tokens, Shape like)
    {
        var (samples, channels) = (like[0], like.Channels);
        var x = tokens.Reshape([samples * Counts.D, Counts.H, Counts.W, Sides.D, Sides.H, Sides.W * channels]).Transpose(0, 3, 1, 4, 2, 5);
        x = x.Reshape(like.WithSpatial(Padded, channels)).Roll(Shift);
        return Padded == Extents ? x : x.Graph.Add(new Slice(Shape.Of(new int[like.Rank]), like), x);
    }

    private static int Count(int extent, int side) => (extent + side - 1) / side;

    private static int At(int window, int token, int side) => (window * side) + token;

    // Of the last window the part behind the shift was in front of the image's beginning.
    private static int Region(int position, int extent, int side, int shift) => shift == 0 || position < extent - side ? 0 : position < extent - shift ? 1 : 2;
}
