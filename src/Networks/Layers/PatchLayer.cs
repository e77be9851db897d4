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
    }
}
