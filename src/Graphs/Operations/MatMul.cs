using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Matrix products: for each matrix of the leading axes, factor·op(A)·op(B), op being the transpose where asked for.</summary>
/// <param name="TransposeA">Whether A is [.., K, M] instead of [.., M, K].</param>
/// <param name="TransposeB">Whether B is [.., N, K] instead of [.., K, N].</param>
/// <param name="Factor">What the product is multiplied with.</param>
public sealed record MatMul(bool TransposeA = false, bool TransposeB = false, float Factor = 1) : Operation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        if (a.Rank < 2 || a.Rank != b.Rank || a.With(^1, 0).With(^2, 0) != b.With(^1, 0).With(^2, 0))
        {
            throw new ArgumentException($"MatMul: {a} and {b} are not as many matrices: all axes but the last two must agree.");
        }

        var (rows, k) = TransposeA ? (a[^1], a[^2]) : (a[^2], a[^1]);
        var (kOfB, columns) = TransposeB ? (b[^1], b[^2]) : (b[^2], b[^1]);
        return k == kOfB ? a.With(^2, rows).With(^1, columns)
            : throw new ArgumentException($"MatMul: {a}{(TransposeA ? " transposed" : "")} has {k} columns, {b}{(TransposeB ? " transposed" : "")} has {kOfB} rows.");
    }

    /// <summary>To each side the product of the gradient with the other, transposed so that the axes meet. Reads both inputs.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        var (a, b, dy) = (back.Input(0), back.Input(1), back.Gradient);
        back.To(0, () => TransposeA ? Draw(b, dy, TransposeB, true) : Draw(dy, b, false, !TransposeB));
        back.To(1, () => TransposeB ? Draw(dy, a, true, TransposeA) : Draw(a, dy, !TransposeA, false));

        Value Draw(Value left, Value right, bool transposeLeft, bool transposeRight) => dy.Graph.Add(dy.Layer, new MatMul(transposeLeft, transposeRight, Factor), left, right);
    }

    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Product.Create(binding.Width, Matrices(binding.Input(0), binding.Shape(0)), Matrices(binding.Input(1), binding.Shape(1)), Matrices(binding.Output, binding.Value.Shape),
            new ProductOptions { TransposeA = TransposeA, TransposeB = TransposeB, Alpha = Factor });
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 2 * output.Elements * (TransposeA ? inputs[0][^2] : inputs[0][^1]);

    // A kernel sees matrices as [batch, 1, 1, rows, columns].
    private static Window Matrices(Window window, Shape shape) => window.Reshaped((int)(shape.Elements / Math.Max(1L * shape[^1] * shape[^2], 1)), 1, 1, shape[^2], shape[^1]);
}

/// <summary>Matrix products of values.</summary>
public static class MatMulExtension
{
    extension(Value a)
    {
        /// <summary>factor·op(a)·op(b) for each matrix of the leading axes, which must agree. PyTorch: <c>matmul</c>.</summary>
        /// <exception cref="ArgumentException">The matrices do not fit.</exception>
        public Value MatMul(Value b, bool transposeA = false, bool transposeB = false, float factor = 1) => a.Graph.Add(new MatMul(transposeA, transposeB, factor), a, b);

        /// <summary>A linear layer on the last axis: [.., Cin]·[Cin, Cout]. PyTorch: <c>linear</c> (whose weights are [Cout, Cin]).</summary>
        /// <remarks>Drawn as a 1x1 convolution, so that bias and activation ride along and packed weights are kept.</remarks>
        /// <exception cref="ArgumentException">The channels do not fit.</exception>
        public Value Linear(Value weights)
        {
            var rows = checked((int)(a.Shape.Elements / Math.Max(a.Shape.Channels, 1)));
            var product = a.Reshape([1, 1, rows, a.Shape.Channels]).Conv(weights.Reshape([1, 1, weights.Shape[0], weights.Shape[1]]));
            return product.Reshape(a.Shape.With(^1, weights.Shape[1]));
        }
    }
}
