using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>An operation number by number. Inputs of different extents are stretched as in NumPy: aligned at the last axis, an extent of 1 (or a missing axis) serves for any.</summary>
/// <remarks>Missing axes are drawn as extents of 1 (<see cref="ElementwiseExtension"/>), except in front of [C] and [R, C], which kernels align by themselves.</remarks>
public abstract record Elementwise : Operation
{
    /// <summary>Axes of a window: of more, kernels see the first two as one, which is then stretched as a whole or not at all.</summary>
    internal const int MostAxes = 5;

    /// <inheritdoc/>
    public override int MayOverwrite => 0;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var result = inputs[0];
        for (var index = 1; index < inputs.Length; index++)
        {
            result = Stretched(Name, result, inputs[index]);
        }

        return result;
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => output.Elements;

    /// <summary>Whether a shape stretches to another of the same rank: only extents of 1 grow.</summary>
    internal static bool Stretches(Shape small, Shape large)
    {
        var fits = small.Rank == large.Rank;
        for (var axis = 0; fits && axis < small.Rank; axis++)
        {
            fits = small[axis] == large[axis] || small[axis] == 1;
        }

        return fits;
    }

    /// <summary>The extents that both shapes stretch to.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    internal static Shape Stretched(string name, Shape left, Shape right)
    {
        var (longer, shorter) = left.Rank >= right.Rank ? (left, right) : (right, left);
        var result = longer;
        for (var axis = 1; axis <= shorter.Rank; axis++)
        {
            var (a, b) = (longer[^axis], shorter[^axis]);
            result = a == b || b == 1 ? result : a == 1 ? result.With(^axis, b)
                : throw new ArgumentException($"{name}: {left} and {right} differ on axis {axis} from the end ({left[^axis]} and {right[^axis]}): extents must be equal, or one of them 1.");
        }

        return result;
    }
}

/// <summary>y = f(x), number by number.</summary>
/// <typeparam name="TFunction">The kernel's function.</typeparam>
public abstract record Unary<TFunction> : Elementwise where TFunction : struct, IUnaryFunction
{
    /// <summary>f, with its parameters.</summary>
    protected abstract TFunction Function { get; }

    /// <inheritdoc/>
    public sealed override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Pointwise.Unary(Function, binding.Input(0), binding.Output, binding.Width);
    }
}

/// <summary>y = f(a, b), number by number.</summary>
/// <typeparam name="TFunction">The kernel's function.</typeparam>
public abstract record Binary<TFunction> : Elementwise where TFunction : struct, IBinaryFunction
{
    /// <inheritdoc/>
    public sealed override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Pointwise.Binary(default(TFunction), binding.Input(0), binding.Input(1), binding.Output, binding.Width);
    }
}

/// <summary>y = f(a, b), number by number: what gradient rules draw. It has no gradient itself.</summary>
/// <param name="Function">f, with its parameters.</param>
public sealed record Pairwise<TFunction>(TFunction Function) : Elementwise where TFunction : struct, IBinaryFunction
{
    /// <inheritdoc/>
    public override string Name => typeof(TFunction).Name;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Pointwise.Binary(Function, binding.Input(0), binding.Input(1), binding.Output, binding.Width);
    }
}

/// <summary>y = f(a, b, c), number by number: what gradient rules draw. It has no gradient itself.</summary>
/// <param name="Function">f, with its parameters.</param>
public sealed record Threewise<TFunction>(TFunction Function) : Elementwise where TFunction : struct, ITernaryFunction
{
    /// <inheritdoc/>
    public override string Name => typeof(TFunction).Name;

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return Pointwise.Ternary(Function, (binding.Input(0), binding.Input(1), binding.Input(2)), binding.Output, binding.Width);
    }
}

/// <summary>Drawing of element-wise operations.</summary>
internal static class ElementwiseExtension
{
    extension(Value x)
    {
        /// <summary>An operation on two values, whose axes are aligned first.</summary>
        public Value Combine(Operation operation, Value other) => x.Graph.Add(operation, x.Aligned(other), other.Aligned(x));

        /// <summary>A function of a gradient and the value that it is computed from.</summary>
        public Value Pairwise<TFunction>(TFunction function, Value other) where TFunction : struct, IBinaryFunction => x.Combine(new Pairwise<TFunction>(function), other);

        /// <summary>A function of a gradient and two values.</summary>
        public Value Threewise<TFunction>(TFunction function, Value second, Value third) where TFunction : struct, ITernaryFunction =>
            x.Graph.Add(new Threewise<TFunction>(function), x, second.Aligned(x), third.Aligned(x));

        // Kernels see [H, W, C] as tokens [N, L, C]: beside [N, H, W, C] it must be drawn as [1, H, W, C]. A scalar, [C] and [R, C] need no help.
        private Value Aligned(Value other) => x.Shape.Rank >= other.Shape.Rank || x.Shape.Rank <= 2 ? x
            : x.Reshape(Shape.Of([.. Enumerable.Repeat(1, other.Shape.Rank - x.Shape.Rank), .. x.Shape.ToArray()]));
    }
}
