using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>Channels shared out among the heads of attention, and put together again.</summary>
/// <remarks>Vaswani et al., "Attention is all you need", NeurIPS 2017, https://arxiv.org/abs/1706.03762. The projections around are the networks' own, as are their names.</remarks>
internal static class AttentionHeads
{
    extension(Value tokens)
    {
        /// <summary>Queries, keys and values that one projection made side by side, each for every head: channels are ordered part, head, number.</summary>
        /// <param name="parts">How many lie side by side: 3, 2 for keys and values, 1.</param>
        /// <param name="heads">Heads; divides the channels of a part.</param>
        /// <returns>For each part [N, heads, L, d], from tokens [N, L, parts·heads·d].</returns>
        public Value[] ToHeads(int parts, int heads)
        {
            var (samples, length, channels) = (tokens.Shape[0], tokens.Shape[1], tokens.Shape.Channels / parts);
            Shape each = [samples, heads, length, channels / heads];
            var split = tokens.Reshape([samples, length, parts, heads, channels / heads]).Transpose(2, 0, 3, 1, 4);
            return [.. Enumerable.Range(0, parts).Select(part => split.Slice(axis: 0, part, 1).Reshape(each))];
        }

        /// <summary>The heads side by side: tokens [N, L, heads·d] from [N, heads, L, d].</summary>
        public Value FromHeads()
        {
            var (samples, heads, length, channels) = (tokens.Shape[0], tokens.Shape[1], tokens.Shape[2], tokens.Shape[3]);
            return tokens.Transpose(0, 2, 1, 3).Reshape([samples, length, heads * channels]);
        }

        /// <summary>The tokens of an image or volume: [N, L, C].</summary>
        public Value AsTokens() => tokens.Reshape([tokens.Shape[0], tokens.Shape.Spatial.Product, tokens.Shape.Channels]);
    }
}
