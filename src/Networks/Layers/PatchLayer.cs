using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>From pixels to tokens: embeddings of patches, and patches put together or taken apart between the levels of a transformer.</summary>
internal static class PatchLayer
{
    extension(Scope scope)
    {
        /// <summary>A patch around every stride-th pixel as a token: "proj", a strided convolution padded by half the patch, and "norm", layer normalisation.</summary>
        /// <remarks>Xie et al., "SegFormer", NeurIPS 2021, https://arxiv.org/abs/2105.15203.</remarks>
        public Value OverlapPatchEmbedding(Value x, int channels, int patch, int stride) =>
            (scope / "norm").LayerNorm((scope / "proj").Conv(x, channels, ConvOptions.Square(patch, stride)));

        /// <summary>Each 2x2(x2) neighbours side by side, "norm" over them, "reduction" to twice the channels: half the resolution.</summary>
        /// <param name="x">[N, (D,) H, W, C], even extents.</param>
        /// <param name="corners">The order of the neighbours, each as (4·d +) 2·h + w with coordinates 0 and 1. The reference's is kept, as its weights are made for it.</param>
        public Value PatchMerging(Value x, ReadOnlySpan<int> corners)
        {
            var (channels, together) = (x.Shape.Channels, Neighbours(x));                   // [N, (D / 2,) H / 2, W / 2, 4·C or 8·C]
            var parts = new Value[corners.Length];
            for (var at = 0; at < parts.Length; at++)
            {
                parts[at] = together.Slice(axis: -1, corners[at] * channels, channels);
            }

            return (scope / "reduction").Linear((scope / "norm").LayerNorm(parts[0].Concat(parts.AsSpan(1))), 2 * channels, bias: false);
        }

        /// <summary>"expand" to as many channels as factor² pixels need, each group of them a pixel, "norm": factor times the resolution.</summary>
        /// <param name="x">[N, H, W, C].</param>
        /// <param name="factor">Times that each axis grows.</param>
        /// <param name="channels">Channels of the result.</param>
        public Value PatchExpanding(Value x, int factor, int channels)
        {
            var (n, h, w) = (x.Shape[0], x.Shape[1], x.Shape[2]);
            var rows = (scope / "expand").Linear(x, factor * factor * channels, bias: false).Reshape([n * h, w, factor, factor * channels]).Transpose(0, 2, 1, 3);
            return (scope / "norm").LayerNorm(rows.Reshape([n, factor * h, factor * w, channels]));
        }
    }

    private static Value Neighbours(Value x)
    {
        var (n, to, channels) = (x.Shape[0], x.Shape.Spatial, x.Shape.Channels);
        var (h, w) = (to.H / 2, to.W / 2);
        return x.Shape.SpatialRank == 3
            ? x.Reshape([n * to.D / 2, 2, h, 2, w, 2 * channels]).Transpose(0, 2, 4, 1, 3, 5).Reshape([n, to.D / 2, h, w, 8 * channels])
            : x.Reshape([n * h, 2, w, 2 * channels]).Transpose(0, 2, 1, 3).Reshape([n, h, w, 4 * channels]);
    }
}
