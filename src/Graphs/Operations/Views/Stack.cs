namespace UNetSharp.Graphs;

/// <summary>Parts that lie one behind the other in memory, seen as one value: a whole that is computed part by part. The planner gives each part its place in it, so nothing is copied.</summary>
/// <param name="Whole">The extents of the whole; its runs of memory, in order, are the parts.</param>
internal sealed record Stack(Shape Whole) : ViewOperation
{
    /// <inheritdoc/>
    public override Shape Infer(ReadOnlySpan<Shape> inputs)
    {
        var elements = 0L;
        foreach (var part in inputs)
        {
            elements += part.Elements;
        }

        return elements == Whole.Elements ? Whole : throw new ArgumentException($"Stack: the parts have {elements} numbers, the whole {Whole} has {Whole.Elements}.");
    }

    internal override Layout? View(ReadOnlySpan<Layout> inputs, Shape output)
    {
        var storage = inputs[0].Places[0].Storage;
        var next = 0L;
        foreach (var part in inputs)
        {
            if (part.Form != InputForm.Contiguous || part.Places[0].Storage != storage || part.Places[0].Offset != next)
            {
                return null;
            }

            next += part.Places[0].Extents.Elements;
        }

        return Layout.Contiguous(storage, output);
    }

    /// <summary>Where in their wholes the parts of a program lie.</summary>
    /// <exception cref="InvalidOperationException">A part is something else beside: its memory can't be the whole's.</exception>
    public static Dictionary<Value, (Value Whole, long Offset)> Parts(Program program)
    {
        var (parts, uses) = (new Dictionary<Value, (Value, long)>(), program.Uses());
        foreach (var whole in program.Values.Where(value => value.Operation is Stack))
        {
            var offset = 0L;
            foreach (var part in whole.Inputs)
            {
                parts[part] = uses[part] == 1 && part.Operation is not (Leaf or ViewOperation) ? (whole, offset)
                    : throw new InvalidOperationException($"{part} is a part of {whole} and something else beside; a pass has forgotten a copy.");
                offset += part.Shape.Elements;
            }
        }

        return parts;
    }
}
