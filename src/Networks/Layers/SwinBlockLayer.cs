using System.Collections.Immutable;
using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>What a block of a Swin transformer is besides its place and its input.</summary>
/// <param name="Heads">Heads of attention; divides the channels.</param>
/// <param name="Window">Side of a window, for which the table of relative positions is made.</param>
/// <param name="Shifted">Whether the windows are shifted.</param>
/// <param name="Drop">Probability with which a branch is left out.</param>
/// <param name="Shrinks">Whether windows become as short as the image; else the image is padded.</param>
/// <param name="Mlp">The reference's names of the two linear layers.</param>
internal sealed record SwinBlockOptions(int Heads, int Window, bool Shifted, float Drop, bool Shrinks, (string First, string Second) Mlp);

/// <summary>The block of Swin transformers, for images and volumes.</summary>
internal static class SwinBlockLayer
{
    private const int Expansion = 4;

    // Standard deviation of a fresh table of relative positions.
    private const float Deviation = 0.02f;

    extension(Scope scope)
    {
        /// <summary>x + attention within windows of norm1(x), then that + a perceptron of norm2 of it: "norm1", "attn", "norm2", "mlp".</summary>
        /// <param name="x">[N, (D,) H, W, C].</param>
        /// <param name="options">Heads, windows, names.</param>
        public Value SwinBlock(Value x, SwinBlockOptions options)
        {
            var (windows, channels) = (ShiftedWindows.Of(x.Shape, options.Window, options.Shifted, options.Shrinks), x.Shape.Channels);
            var tokens = windows.Cut((scope / "norm1").LayerNorm(x));
            x += windows.Join((scope / "attn").WindowAttention(tokens, windows, x.Shape.SpatialRank, options), x.Shape).StochasticDepth(options.Drop);
            var y = (scope / "mlp" / options.Mlp.First).Linear((scope / "norm2").LayerNorm(x), Expansion * channels).Gelu();
            return x + (scope / "mlp" / options.Mlp.Second).Linear(y, channels).StochasticDepth(options.Drop);
        }

        private Value WindowAttention(Value tokens, ShiftedWindows windows, int axes, SwinBlockOptions options)
        {
            var channels = tokens.Shape.Channels;
            var parts = (scope / "qkv").Linear(tokens, 3 * channels).ToHeads(3, options.Heads);
            var scores = parts[0].MatMul(parts[1], transposeB: true, factor: 1 / MathF.Sqrt((float)channels / options.Heads));
            scores += scope.PositionBias(windows.Tokens, axes, options);                     // [N·windows, heads, L, L]
            var regions = windows.Regions;
            scores = regions.IsEmpty ? scores : scores.SeparateRegions(regions);
            return (scope / "proj").Linear(scores.Softmax().MatMul(parts[2]).FromHeads(), channels);
        }

        // A number for each head and each distance between two tokens: [heads, L, L] from the table [(2·window − 1)^axes, heads].
        private Value PositionBias(int tokens, int axes, SwinBlockOptions options)
        {
            var distances = (2 * options.Window) - 1;
            var table = scope.Parameter("relative_position_bias_table", [axes == 3 ? distances * distances * distances : distances * distances, options.Heads], new Initialiser(Distribution.Normal, Deviation));
            return table.TakeRows(Distances(tokens, axes, options.Window)).Reshape([tokens, tokens, options.Heads]).Transpose(2, 0, 1);
        }
    }

    // Tokens are placed as in a window of full size, even where windows have shrunk: so does MONAI, and its weights were trained with it.
    private static ImmutableArray<int> Distances(int tokens, int axes, int window)
    {
        var rows = ImmutableArray.CreateBuilder<int>(tokens * tokens);
        for (var query = 0; query < tokens; query++)
        {
            for (var key = 0; key < tokens; key++)
            {
                var (row, unit) = (0, 1);
                for (var (axis, q, k) = (0, query, key); axis < axes; axis++, q /= window, k /= window)
                {
                    row += ((q % window) - (k % window) + window - 1) * unit;
                    unit *= (2 * window) - 1;
                }

                rows.Add(row);
            }
        }

        return rows.MoveToImmutable();
    }
}
