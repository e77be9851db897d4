using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What an operation gets to make its kernel call: the windows of its inputs and of its result.</summary>
public sealed class Binding
{
    private readonly ImmutableArray<ImmutableArray<Window>> _inputs;

    internal Binding(Value value, ImmutableArray<ImmutableArray<Window>> inputs, Window output, VectorWidth width, RunCounter counter)
    {
        (_inputs, Value, Output, Width, Counter) = (inputs, value, output, width, counter);
    }

    /// <summary>The value that is computed: its shape and those of its inputs.</summary>
    public Value Value { get; }

    /// <summary>Where the result goes: contiguous.</summary>
    public Window Output { get; }

    /// <summary>The register width to compile for.</summary>
    public VectorWidth Width { get; }

    /// <summary>What random kernels read when they run.</summary>
    public RunCounter Counter { get; }

    /// <summary>How many inputs there are.</summary>
    public int Count => _inputs.Length;

    /// <summary>An input that is one window: [N, D, H, W, C], missing axes 1 ([N, H, W, C], [N, L, C] as W = L, [R, C] as W = R).</summary>
    public Window Input(int index) => _inputs[index].Length == 1 ? _inputs[index][0]
        : throw new InvalidOperationException($"{Value.Operation.Name}: input {index} is a list of {_inputs[index].Length} windows; {nameof(Operation.Reads)} must say {nameof(InputForm.Windows)} to get one.");

    /// <summary>An input as the list of windows that it is along the channels; most often of one.</summary>
    public ImmutableArray<Window> Windows(int index) => _inputs[index];

    /// <summary>The shape of an input.</summary>
    public Shape Shape(int index) => Value.Inputs[index].Shape;
}
