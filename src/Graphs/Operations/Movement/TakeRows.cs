using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Rows of a table [R, C] by fixed numbers: [n, C]. Relative positions look up their bias so.</summary>
/// <param name="Rows">For each row of the result, the table's row that it is.</param>
public sealed record TakeRows(ImmutableArray<int> Rows) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var table = inputs[0];
        return table.Rank != 2 ? throw new ArgumentException($"TakeRows: {table} is no table of rows [R, C].")
            : Rows.All(row => row >= 0 && row < table[0]) ? [Rows.Length, table[1]]
            : throw new ArgumentException($"TakeRows: row {Rows.First(row => row < 0 || row >= table[0])} of a table with {table[0]}.");
    }

    /// <summary>To each row of the table the sum over those that took it: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.Graph.Add(back.Result.Layer, new AddRows(Rows, back.Input(0).Shape[0]), back.Gradient));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.TakeRows(binding.Input(0), [.. Rows], binding.Output);
    }
}

/// <summary>Rows added where they were taken from: the gradient of <see cref="TakeRows"/>.</summary>
/// <param name="Rows">For each row of the input, the result's row to which it is added.</param>
/// <param name="Count">Rows of the result.</param>
public sealed record AddRows(ImmutableArray<int> Rows, int Count) : Operation
{
    /// <inheritdoc/>
    public override InputForm Reads(int input) => InputForm.Contiguous;

    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0].Rank == 2 && inputs[0][0] == Rows.Length ? [Count, inputs[0][1]]
        : throw new ArgumentException($"AddRows: {inputs[0]} for {Rows.Length} numbers of rows.");

    /// <summary>The rows of the gradient again: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        ArgumentNullException.ThrowIfNull(back);
        back.To(0, () => back.Gradient.TakeRows(Rows));
    }

    /// <inheritdoc/>
    public override Kernel Bind(Binding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return new Kernels.AddRows(binding.Input(0), [.. Rows], binding.Output);
    }

    /// <inheritdoc/>
    public override long Flops(ReadOnlySpan<Shape> inputs, Shape output) => inputs[0].Elements;
}

/// <summary>Rows of values.</summary>
public static class TakeRowsExtension
{
    extension(Value table)
    {
        /// <summary>Rows of a table [R, C] by fixed numbers: [n, C]. PyTorch: <c>table[rows]</c>.</summary>
        /// <exception cref="ArgumentException">No table, or there is no such row.</exception>
        public Value TakeRows(ImmutableArray<int> rows) => table.Graph.Add(new TakeRows(rows), table);
    }
}
