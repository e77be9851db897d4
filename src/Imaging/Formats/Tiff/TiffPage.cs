namespace UNetSharp.Imaging.Formats.Tiff;

/// <summary>A page: its size, the kind of its samples, and where the blocks (strips or tiles) lie that hold them.</summary>
internal sealed record TiffPage
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Samples a pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>Bits a sample; the same for all.</summary>
    public required int Bits { get; init; }

    /// <summary>1 unsigned, 2 signed, 3 floating point.</summary>
    public required int Format { get; init; }

    public required TiffCompression Compression { get; init; }

    public required int Predictor { get; init; }

    public required TiffPhotometric Photometric { get; init; }

    /// <summary>Whether each channel has blocks of its own.</summary>
    public required bool Planar { get; init; }

    /// <summary>Whether the bits of each byte are to be turned round.</summary>
    public required bool ReversedBits { get; init; }

    /// <summary>Columns of a block: of the page for strips.</summary>
    public required int BlockWidth { get; init; }

    /// <summary>Rows of a block; the last strip may have fewer.</summary>
    public required int BlockHeight { get; init; }

    public required bool Tiled { get; init; }

    public required long[] Offsets { get; init; }

    /// <summary>Packed bytes of each block; may be wrong for blocks that are not packed, and is not used there.</summary>
    public required long[] Counts { get; init; }

    public byte[] JpegTables { get; init; } = [];

    /// <summary>Whether the last sample is opacity.</summary>
    public required bool HasAlpha { get; init; }

    public int BlocksAcross => (int)(((long)Width + BlockWidth - 1) / BlockWidth);

    public int BlocksDown => (int)(((long)Height + BlockHeight - 1) / BlockHeight);

    /// <summary>Samples a pixel within a block.</summary>
    public int BlockChannels => Planar ? 1 : Channels;

    /// <summary>Bytes of a block's row, unpacked: rows begin on byte boundaries.</summary>
    public long BlockRowBytes => (((long)BlockWidth * BlockChannels * Bits) + 7) / 8;

    /// <summary>Rows that a block really holds.</summary>
    public int RowsIn(int blockDown) => Tiled ? BlockHeight : Math.Min(BlockHeight, Height - (blockDown * BlockHeight));

    /// <summary>The type in which samples are kept: the narrowest that holds every value of the file's.</summary>
    public SampleType SampleType => (Format, Bits) switch
    {
        (3, 64) => SampleType.Float64,
        (3, _) => SampleType.Float32,
        (2, <= 16) => SampleType.Int16,
        (2, <= 32) => SampleType.Int32,
        (1, <= 8) => SampleType.UInt8,
        (1, <= 16) => SampleType.UInt16,
        (1, <= 32) => SampleType.UInt32,
        _ => SampleType.Float64,   // integers of 64 bits: exact up to 2⁵³, and refused beyond
    };

    /// <summary>Whether two pages can be planes of one stack.</summary>
    public bool IsLike(TiffPage other) =>
        (Width, Height, Channels, SampleType, Photometric) == (other.Width, other.Height, other.Channels, other.SampleType, other.Photometric);

    /// <summary>Bytes of all samples, unpacked: what the page promises.</summary>
    public Int128 UnpackedBytes => (Int128)BlockRowBytes * (Tiled ? (long)BlocksDown * BlockHeight : Height) * BlocksAcross * (Planar ? Channels : 1);
}
