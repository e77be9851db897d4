using System.Buffers.Binary;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>The first chunk of a PNG file: what its pixels are.</summary>
/// <remarks>PNG, third edition, https://www.w3.org/TR/png-3/#11IHDR</remarks>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    public const int Length = 13;

    /// <summary>Samples a pixel.</summary>
    public int Channels => Colour switch
    {
        PngColour.Grey or PngColour.Indexed => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        _ => 4,
    };

    public bool HasAlpha => Colour is PngColour.GreyAlpha or PngColour.Rgba;

    public SampleType SampleType => BitDepth == 16 ? SampleType.UInt16 : SampleType.UInt8;

    /// <summary>Bytes a row of so many pixels takes, without its filter's number: "scanlines always begin on byte boundaries".</summary>
    public long RowBytes(int width) => (((long)width * Channels * BitDepth) + 7) / 8;

    /// <summary>Bytes a whole pixel takes, at the least one: the distance at which filters look back (section 9.2).</summary>
    public int FilterDistance => Math.Max(1, Channels * BitDepth / 8);

    public static PngHeader Parse(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length != Length) throw new InvalidDataException($"{name}: the IHDR chunk has {chunk.Length} bytes; it must have {Length}.");

        // Width 4 bytes, height 4 bytes, bit depth 1 byte, colour type 1 byte, compression method 1 byte, filter method 1 byte, interlace method 1 byte.
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        var (depth, colour) = (chunk[8], chunk[9]);

        // "Zero is an invalid value"; integers are "limited to the range 0 to 2³¹−1" (section 7.1).
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
        {
            throw new InvalidDataException($"{name}: IHDR promises {width:n0} x {height:n0} pixels; each must be 1 to {int.MaxValue:n0}.");
        }

        var allowed = colour switch
        {
            0 => depth is 1 or 2 or 4 or 8 or 16,
            3 => depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => depth is 8 or 16,
            _ => false,
        };
        if (!allowed) throw new InvalidDataException($"{name}: IHDR names colour type {colour} with {depth} bits, which PNG does not have.");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
        {
            throw new InvalidDataException($"{name}: IHDR names compression {chunk[10]}, filter {chunk[11]}, interlace {chunk[12]}; PNG has 0, 0 and 0 or 1.");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColour)colour, chunk[12] == 1);
    }

    public byte[] ToBytes()
    {
        var chunk = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, Width);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(4), Height);
        (chunk[8], chunk[9], chunk[12]) = ((byte)BitDepth, (byte)Colour, (byte)(Interlaced ? 1 : 0));
        return chunk;
    }
}
