using System.Collections.Immutable;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>A stretch of memory with a lifetime: what the planner gives an offset.</summary>
internal sealed class Storage(StorageKind kind, long length)
{
    public StorageKind Kind { get; } = kind;

    /// <summary>Floats.</summary>
    public long Length { get; } = length;

    /// <summary>The step that first writes here.</summary>
    public int Born { get; set; } = int.MaxValue;

    /// <summary>The last step that reads here.</summary>
    public int Dies { get; set; } = -1;

    /// <summary>Floats from the start of the block.</summary>
    public long Offset { get; set; }

    public void UsedAt(int step) => (Born, Dies) = (Math.Min(Born, step), Math.Max(Dies, step));
}

/// <summary>Which block a storage lies in.</summary>
internal enum StorageKind
{
    /// <summary>The plan's own arena.</summary>
    Arena,

    /// <summary>The model's parameters.</summary>
    Weights,

    /// <summary>The block of gradients.</summary>
    Gradients,
}

/// <summary>One window of a value: extents and strides (in floats; the last is 1) from an offset in a storage.</summary>
internal readonly record struct Place(Storage Storage, long Offset, Shape Extents, ImmutableArray<long> Strides)
{
    public static Place Contiguous(Storage storage, Shape shape)
    {
        var strides = new long[shape.Rank];
        var stride = 1L;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return new(storage, 0, shape, [.. strides]);
    }

    public bool IsContiguous
    {
        get
        {
            var stride = 1L;
            for (var axis = Extents.Rank - 1; axis >= 0; axis--)
            {
                if (Extents[axis] != 1 && Strides[axis] != stride)
                {
                    return false;
                }

                stride *= Extents[axis];
            }

            return true;
        }
    }

    /// <summary>The same memory as kernels see it. What a shape lacks of [N, D, H, W, C] is 1; axes in front of five fold into N.</summary>
    public Window Window(MemoryBlock block)
    {
        var (extents, strides) = (Extents, Strides);
        var offset = Storage.Offset + Offset;
        (int, long) Axis(int axis) => axis >= 0 && axis < extents.Rank ? (extents[axis], strides[axis]) : (1, 0);
        if (extents.Rank > 5)
        {
            // Only contiguous memory folds.
            return !IsContiguous ? throw new InvalidOperationException($"A part of a value of {extents.Rank} axes ({extents}) is no window that kernels can read; reshape it to five axes first.") : block.Window(offset, extents[0] * extents[1], extents[2], extents[3], extents[4], extents[5]);
        }

        var ((n, strideN), (d, strideD), (h, strideH), (w, strideW)) = extents.Rank switch
        {
            5 => (Axis(0), Axis(1), Axis(2), Axis(3)),
            4 => (Axis(0), (1, 0), Axis(1), Axis(2)),
            3 => (Axis(0), (1, 0), (1, 0), Axis(1)),
            _ => ((1, 0), (1, 0), (1, 0), Axis(extents.Rank - 2)),
        };
        return block.Window(offset, (n, d, h, w, extents.Channels), (strideN, strideD, strideH, strideW));
    }
}

/// <summary>Where a value lies: one window, or several one behind the other along the channels.</summary>
internal sealed record Layout(ImmutableArray<Place> Places)
{
    public InputForm Form => Places.Length > 1 ? InputForm.Windows : Places[0].IsContiguous ? InputForm.Contiguous : InputForm.Window;

    public static Layout Contiguous(Storage storage, Shape shape) => new([Place.Contiguous(storage, shape)]);
}
