using System.Runtime.CompilerServices;

namespace UNetSharp.Graphs;

/// <summary>Up to six extents; the last axis is channels and contiguous. Images are [N, H, W, C], volumes [N, D, H, W, C], tokens [N, L, C], a scalar [].</summary>
[CollectionBuilder(typeof(Shape), nameof(Of))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The most axes that a shape can have.</summary>
    public const int MaximumRank = 6;

    [InlineArray(MaximumRank)]
    private struct Extents
    {
        private int _first;
    }

    private readonly Extents _extents;

    private Shape(ReadOnlySpan<int> extents)
    {
        if (extents.Length > MaximumRank)
        {
            throw new ArgumentException($"Shape: {extents.Length} axes, at most {MaximumRank}.");
        }

        Rank = extents.Length;
        Span<int> mine = _extents;
        for (var axis = 0; axis < Rank; axis++)
        {
            mine[axis] = extents[axis] >= 0 ? extents[axis] : throw new ArgumentException($"Shape: axis {axis} has extent {extents[axis]}; extents are at least 0.");
        }
    }

    /// <summary>The shape with these extents: what a collection expression such as <c>[1, 572, 572, 1]</c> calls.</summary>
    /// <exception cref="ArgumentException">More than six axes, or a negative extent.</exception>
    public static Shape Of(params ReadOnlySpan<int> extents) => new(extents);

    /// <summary>Axes.</summary>
    public int Rank { get; }

    /// <summary>The extent of an axis; axes may be counted from the end (<c>shape[^1]</c>).</summary>
    public int this[Index axis]
    {
        get
        {
            var at = axis.GetOffset(Rank);
            return at >= 0 && at < Rank ? ((ReadOnlySpan<int>)_extents)[at] : throw new ArgumentOutOfRangeException(nameof(axis), $"Axis {axis} of a shape with {Rank} axes: {this}.");
        }
    }

    /// <summary>The extent of the last axis; 1 for a scalar.</summary>
    public int Channels => Rank == 0 ? 1 : this[^1];

    /// <summary>The product of the extents.</summary>
    public long Elements
    {
        get
        {
            var product = 1L;
            for (var axis = 0; axis < Rank; axis++)
            {
                product = checked(product * this[axis]);
            }

            return product;
        }
    }

    /// <summary>Axes between the samples and the channels: 2 for images, 3 for volumes.</summary>
    public int SpatialRank => Math.Max(Rank - 2, 0);

    /// <summary>The spatial extents as depth, height, width; what an image lacks in depth, or tokens in height, is 1.</summary>
    /// <exception cref="InvalidOperationException">The shape is not [N, (D, (H,)) W, C].</exception>
    public Kernels.Triple Spatial => Rank switch
    {
        5 => new(this[1], this[2], this[3]),
        4 => new(1, this[1], this[2]),
        3 => new(1, 1, this[1]),
        _ => throw new InvalidOperationException($"{this} has no spatial axes: images are [N, H, W, C], volumes [N, D, H, W, C]."),
    };

    /// <summary>The same axes with other spatial extents and channels.</summary>
    public Shape WithSpatial(Kernels.Triple spatial, int channels) => Rank switch
    {
        5 => [this[0], spatial.D, spatial.H, spatial.W, channels],
        4 => [this[0], spatial.H, spatial.W, channels],
        3 => [this[0], spatial.W, channels],
        _ => throw new InvalidOperationException($"{this} has no spatial axes: images are [N, H, W, C], volumes [N, D, H, W, C]."),
    };

    /// <summary>The same shape with another extent on one axis.</summary>
    public Shape With(Index axis, int extent)
    {
        Span<int> extents = [.. ToArray()];
        extents[axis.GetOffset(Rank)] = extent;
        return new Shape(extents);
    }

    /// <summary>The product of all extents in front of an axis, and of all behind it: with the axis between them three axes of the same memory, when there are more than a window has.</summary>
    internal (int Before, int Behind) Around(int axis)
    {
        var (before, behind) = (1, 1);
        for (var other = 0; other < axis; other++) before = checked(before * this[other]);
        for (var other = axis + 1; other < Rank; other++) behind = checked(behind * this[other]);
        return (before, behind);
    }

    /// <summary>The extents.</summary>
    public int[] ToArray() => ((ReadOnlySpan<int>)_extents)[..Rank].ToArray();

    /// <inheritdoc cref="ToArray"/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)ToArray()).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => ((ReadOnlySpan<int>)_extents)[..Rank].SequenceEqual(((ReadOnlySpan<int>)other._extents)[..other.Rank]);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        for (var axis = 0; axis < Rank; axis++)
        {
            hash.Add(this[axis]);
        }

        return hash.ToHashCode();
    }

    /// <summary>Axis by axis.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Axis by axis.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>As written in code: <c>[1, 572, 572, 1]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";
}
