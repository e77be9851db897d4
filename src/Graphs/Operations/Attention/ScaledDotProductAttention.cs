namespace UNetSharp.Graphs;

/// <summary>Attention of queries to keys, drawn from matrix products and a softmax.</summary>
public static class ScaledDotProductAttentionExtension
{
    extension(Value queries)
    {
        /// <summary>softmax(Q·Kᵀ / √d + mask)·V for each matrix of the leading axes. PyTorch: <c>scaled_dot_product_attention</c>. Vaswani et al., 2017, arXiv 1706.03762.</summary>
        /// <param name="keys">[.., S, d], for queries [.., L, d].</param>
        /// <param name="values">[.., S, e]; the result is [.., L, e].</param>
        /// <param name="mask">Added to the scores, stretched to [.., L, S]: 0 where a query may look, −∞ where not, or a bias (relative positions). PyTorch's boolean masks must be given so. Null: none.</param>
        /// <param name="causal">Whether query q sees only the keys up to q.</param>
        /// <remarks>The scores [.., L, S] are made and, in training, kept: L·S floats a head. A query that may look nowhere gives NaN, as in PyTorch.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value ScaledDotProductAttention(Value keys, Value values, Value? mask = null, bool causal = false)
        {
            var scores = queries.MatMul(keys, transposeB: true, factor: 1 / MathF.Sqrt(queries.Shape.Channels));
            scores = mask is null ? scores : scores + mask;
            scores = causal ? scores + queries.Graph.Add(queries.Layer, new CausalMask(scores.Shape[^2], scores.Shape[^1])) : scores;
            return scores.Softmax().MatMul(values);
        }
    }
}
