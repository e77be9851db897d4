namespace UNetSharp.Imaging;

/// <summary>The size of a row-major grid of samples, [D, H, W]; an image is a volume of depth 1.</summary>
/// <remarks>
/// Width is contiguous: sample (z, y, x) stands at (z·Height + y)·Width + x. Axes are counted 0 = depth, 1 = height, 2 = width.
/// The count of samples always fits an array, so plain <see cref="int"/> indices are enough everywhere.
/// </remarks>
public readonly record struct Extent
{
    /// <summary>The extent of a volume.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the samples would not fit one array.</exception>
    public Extent(int depth, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        // Two sides first: a product of three could leave 64 bits.
        var slice = (long)height * width;
        if (slice > Array.MaxLength || slice * depth > Array.MaxLength)
            throw new ArgumentOutOfRangeException(nameof(depth), $"Extent: {depth}x{height}x{width} samples do not fit one array of {Array.MaxLength}: cut the volume into slabs.");
        (Depth, Height, Width) = (depth, height, width);
    }

    /// <summary>The extent of an image: depth 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the samples would not fit one array.</exception>
    public Extent(int height, int width) : this(1, height, width)
    {
    }

    /// <summary>Slices, axis 0; 1 for an image.</summary>
    public int Depth { get; }

    /// <summary>Rows, axis 1.</summary>
    public int Height { get; }

    /// <summary>Columns, axis 2, contiguous in memory.</summary>
    public int Width { get; }

    /// <summary>All samples: Depth · Height · Width.</summary>
    public int Count => Depth * Height * Width;

    /// <summary>Whether this is an image (depth 1) and not a volume.</summary>
    public bool IsPlanar => Depth == 1;

    /// <summary>The side along an axis: 0 depth, 1 height, 2 width.</summary>
    public int this[int axis] => axis switch
    {
        0 => Depth,
        1 => Height,
        2 => Width,
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "Extent: axes are 0 (depth), 1 (height) and 2 (width)."),
    };

    /// <summary>This extent with another side along one axis.</summary>
    public Extent With(int axis, int side) => axis switch
    {
        0 => new(side, Height, Width),
        1 => new(Depth, side, Width),
        2 => new(Depth, Height, side),
        _ => throw new ArgumentOutOfRangeException(nameof(axis), axis, "Extent: axes are 0 (depth), 1 (height) and 2 (width)."),
    };

    /// <summary>The place of sample (z, y, x) in a row-major array; the caller keeps it inside.</summary>
    public int IndexOf(int z, int y, int x) => (z * Height + y) * Width + x;

    /// <summary>Refuses an array that does not hold exactly one value a sample.</summary>
    /// <param name="length">The length found.</param>
    /// <param name="what">Operation and argument, for the message: "Watershed: markers".</param>
    /// <exception cref="ArgumentException">The length differs from <see cref="Count"/>.</exception>
    public void RequireLength(int length, string what)
    {
        if (length != Count)
            throw new ArgumentException($"{what} holds {length} samples but the extent {this} has {Count}.");
    }

    /// <summary>"512x640" for an image, "30x512x640" for a volume.</summary>
    public override string ToString() => IsPlanar ? $"{Height}x{Width}" : $"{Depth}x{Height}x{Width}";
}
