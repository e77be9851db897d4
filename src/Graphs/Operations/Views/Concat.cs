using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>Values one behind the other along the channels. Costs nothing: it is a list of windows that the next convolution reads; only a consumer that can't read lists gets a copy.</summary>
public sealed record Concat : ViewOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        if (inputs.Length == 0)
        {
            throw new ArgumentException("Concat: nothing to concatenate.");
        }

        var channels = 0;
        foreach (var input in inputs)
        {
            if (input.Rank == 0 || input.Rank != inputs[0].Rank || input.With(^1, 0) != inputs[0].With(^1, 0))
            {
                throw new ArgumentException($"Concat: {input} and {inputs[0]} differ on more than the channels: crop, pad or resize one of them first.");
            }

            channels += input.Channels;
        }

        return inputs[0].With(^1, channels);
    }

    /// <summary>Each input gets its own channels of the gradient, as a view: reads neither input nor output.</summary>
    public override void Gradient(Backward back)
    {
        var first = 0;
        for (var index = 0; index < back.Result.Inputs.Length; index++)
        {
            var (start, channels) = (first, back.Input(index).Shape.Channels);
            back.To(index, () => back.Gradient.Slice(axis: -1, start, channels));
            first += channels;
        }
    }

    internal override Layout? View(ReadOnlySpan<Layout> inputs, Shape output)
    {
        var places = ImmutableArray.CreateBuilder<Place>();
        foreach (var input in inputs)
        {
            places.AddRange(input.Places);
        }

        return new Layout(places.ToImmutable());
    }
}

/// <summary>Concatenation of values.</summary>
public static class ConcatExtension
{
    extension(Value x)
    {
        /// <summary>This value's channels, then those of the others. PyTorch: <c>torch.cat(…, dim=1)</c> on channels-first tensors.</summary>
        /// <exception cref="ArgumentException">They differ on more than the channels.</exception>
        public Value Concat(params ReadOnlySpan<Value> others) => x.Graph.Add(new Concat(), [x, .. others]);
    }
}
