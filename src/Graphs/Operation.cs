using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What a value is the result of: a record of attributes that knows its shape rule, its gradient rule, its kernel call and its cost.</summary>
/// <remarks>One file an operation, the four next to each other so that they cannot drift apart. An operation has one result.</remarks>
public abstract record Operation
{
    /// <summary>The operation's name in messages and print-outs.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The shape rule.</summary>
    /// <exception cref="ArgumentException">The inputs do not fit together; the message says what was expected, what was found, and the way out.</exception>
    public abstract Shape Infer(ReadOnlySpan<Shape> inputs);

    /// <summary>The gradient rule: adds to the graph what the gradient of each wanted input is, from the gradient of the result. It says what it reads (input, output, neither).</summary>
    /// <exception cref="NotSupportedException">The operation has no gradient.</exception>
    public virtual void Gradient(Backward back) => throw new NotSupportedException($"{Name} has no gradient.");

    /// <summary>The kernel call, with its windows bound.</summary>
    public abstract Kernel Bind(Binding binding);

    /// <summary>Arithmetic, a multiply-add counted as two.</summary>
    public virtual long Flops(ReadOnlySpan<Shape> inputs, Shape output) => 0;

    /// <summary>How many times less arithmetic the kernel needs than <see cref="Flops"/> says.</summary>
    internal virtual double Saving => 1;

    /// <summary>In which form the kernel can read an input: the planner copies what comes in another.</summary>
    public virtual InputForm Reads(int input) => InputForm.Window;

    /// <summary>The input whose place the result may take when nobody reads that input afterwards, or −1: then the kernel must be right when both windows are the same memory.</summary>
    public virtual int MayOverwrite => -1;

    /// <summary>How the operation can ride on the store of the product that computes its first input, or null.</summary>
    public virtual Ride? Ride => null;
}

/// <summary>How an operation rides on the store of a product.</summary>
/// <param name="Kind">As what.</param>
/// <param name="NegativeSlope">Of an activation: 0 for ReLU.</param>
public readonly record struct Ride(RideKind Kind, float NegativeSlope = 1);

/// <summary>As what an operation rides on the store of a product.</summary>
public enum RideKind
{
    /// <summary>A sum of two values: a bias for each channel, or a residual.</summary>
    Sum,

    /// <summary>A product of two values: a factor for each channel, which goes into the weights.</summary>
    Scale,

    /// <summary>z for z &gt; 0, slope·z otherwise.</summary>
    Activation,
}

/// <summary>How an input may lie in memory for a kernel to read it. Each form includes those before it.</summary>
public enum InputForm
{
    /// <summary>One run of memory.</summary>
    Contiguous,

    /// <summary>A window: channels contiguous, other axes with strides (a crop, a slice of channels).</summary>
    Window,

    /// <summary>A list of windows, one behind the other along the channels (a concatenation that was never made).</summary>
    Windows,
}

/// <summary>An operation that computes nothing: its result is its input's memory seen otherwise.</summary>
public abstract record ViewOperation : Operation
{
    /// <summary>The windows of the result, from those of the inputs; null where this needs the inputs copied together first.</summary>
    internal abstract Layout? View(ReadOnlySpan<Layout> inputs, Shape output);

    /// <inheritdoc/>
    public sealed override Kernel Bind(Binding binding) => throw new InvalidOperationException($"{Name} is a view: there is nothing to run.");
}

/// <summary>An operation without inputs that computes nothing: its memory is filled by someone else.</summary>
public abstract record Leaf : Operation
{
    /// <inheritdoc/>
    public sealed override void Gradient(Backward back)
    {
        // Gradients end here.
    }

    /// <inheritdoc/>
    public sealed override Kernel Bind(Binding binding) => throw new InvalidOperationException($"{Name} is a leaf: there is nothing to run.");
}
