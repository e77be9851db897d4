using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>A part of a value: on each axis a start and an extent. Costs nothing: the same memory, begun later.</summary>
/// <param name="Start">First index on each axis.</param>
/// <param name="Extents">The extents of the result.</param>
public sealed record Slice(Shape Start, Shape Extents) : ViewOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var input = inputs[0];
        var fits = input.Rank == Start.Rank && input.Rank == Extents.Rank;
        for (var axis = 0; fits && axis < input.Rank; axis++)
        {
            fits = Start[axis] + Extents[axis] <= input[axis];
        }

        return fits ? Extents : throw new ArgumentException($"Slice: {Extents} from {Start} does not lie within {input}.");
    }

    /// <summary>The gradient is zero around the part: reads neither input nor output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient.Graph.Add(new Embed(Start, back.Input(0).Shape), back.Gradient));

    internal override Layout? View(ReadOnlySpan<Layout> inputs, Shape output)
    {
        var (first, channels) = (Start[^1], output.Channels);
        var places = ImmutableArray.CreateBuilder<Place>();
        var passed = 0;
        foreach (var place in inputs[0].Places)
        {
            // The channels that this window of the list has in common with the part.
            var (from, to) = (Math.Max(first - passed, 0), Math.Min(first + channels - passed, place.Extents.Channels));
            passed += place.Extents.Channels;
            if (from < to)
            {
                places.Add(Part(place, from, to - from));
            }
        }

        return new Layout(places.ToImmutable());
    }

    /// <summary>Whether the part of a run of memory is a run itself: everything behind the first axis that is cut must be whole.</summary>
    internal bool KeepsRuns(Shape whole)
    {
        var cut = 0;
        while (cut < whole.Rank && Extents[cut] == 1)
        {
            cut++;
        }

        for (var axis = cut + 1; axis < whole.Rank; axis++)
        {
            if (Extents[axis] != whole[axis])
            {
                return false;
            }
        }

        return true;
    }

    private Place Part(Place place, int channel, int channels)
    {
        var offset = place.Offset + channel;
        for (var axis = 0; axis < Start.Rank - 1; axis++)
        {
            offset += Start[axis] * place.Strides[axis];
        }

        return place with { Offset = offset, Extents = Extents.With(^1, channels) };
    }
}

/// <summary>Slices and crops of values.</summary>
public static class SliceExtension
{
    extension(Value x)
    {
        /// <summary>The indices [start, start + extent) of one axis (−1: channels). PyTorch: <c>narrow</c>.</summary>
        public Value Slice(int axis, int start, int extent)
        {
            axis = axis < 0 ? axis + x.Shape.Rank : axis;
            if (x.Shape.Rank > Elementwise.MostAxes)
            {
                // No window has more axes than five: the axis stands alone between all in front of it and all behind.
                var (before, behind) = x.Shape.Around(axis);
                return x.Reshape([before, x.Shape[axis], behind]).Slice(1, start, extent).Reshape(x.Shape.With(axis, extent));
            }

            return x.Graph.Add(new Slice(Shape.Of(new int[x.Shape.Rank]).With(axis, start), x.Shape.With(axis, extent)), x);
        }

        /// <summary>The centre of an image or volume, with the spatial extents of another. An odd remainder goes behind: the crop begins at ⌊(n − m) / 2⌋.</summary>
        /// <exception cref="ArgumentException">The other is larger.</exception>
        public Value CropCentre(Shape like)
        {
            var start = new int[x.Shape.Rank];
            var extents = x.Shape;
            for (var axis = 1; axis < x.Shape.Rank - 1; axis++)
            {
                start[axis] = x.Shape[axis] >= like[axis] ? (x.Shape[axis] - like[axis]) / 2
                    : throw new ArgumentException($"CropCentre: {x.Shape} is smaller than {like} on axis {axis}: nothing can be cropped to grow.");
                extents = extents.With(axis, like[axis]);
            }

            return extents == x.Shape ? x : x.Graph.Add(new Slice(Shape.Of(start), extents), x);
        }
    }
}
