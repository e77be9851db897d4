namespace UNetSharp.Imaging.Formats.Jpeg;

/// <summary>One colour component: how densely it is sampled, and its samples as they are decoded.</summary>
internal sealed class JpegComponent(byte id, int across, int down, int quantisation)
{
    /// <summary>The number by which scans name it.</summary>
    public byte Id { get; } = id;

    /// <summary>Blocks across in each unit of an interleaved scan: H of the standard.</summary>
    public int Across { get; } = across;

    /// <summary>Blocks down in each unit: V of the standard.</summary>
    public int Down { get; } = down;

    /// <summary>Which quantisation table.</summary>
    public int Quantisation { get; } = quantisation;

    /// <summary>Samples that belong to the picture: ⌈X·H/Hmax⌉ and ⌈Y·V/Vmax⌉ (A.1.1).</summary>
    public int Width { get; private set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; private set; }

    /// <summary>Blocks a row in memory, whole units of the interleaved scan.</summary>
    public int BlocksAcross { get; private set; }

    /// <summary>Rows of blocks in memory.</summary>
    public int BlocksDown { get; private set; }

    /// <summary>Samples, 8·<see cref="BlocksAcross"/> a row.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>Of a progressive picture, 64 coefficients a block, in their natural order; gathered over the scans.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>The prediction of the next block's first coefficient.</summary>
    public int Dc { get; set; }

    /// <summary>Whether any scan held the component.</summary>
    public bool Seen { get; set; }

    public JpegHuffman? DcTable { get; set; }

    public JpegHuffman? AcTable { get; set; }

    /// <summary>Takes memory for a picture of so many units.</summary>
    public void Allocate(JpegFrame frame)
    {
        Width = (int)((((long)frame.Width * Across) + frame.MostAcross - 1) / frame.MostAcross);
        Height = (int)((((long)frame.Height * Down) + frame.MostDown - 1) / frame.MostDown);
        (BlocksAcross, BlocksDown) = (frame.UnitsAcross * Across, frame.UnitsDown * Down);
        var samples = checked(BlocksAcross * BlocksDown * 64);
        Samples = new byte[samples];
        if (frame.Progressive) Coefficients = new short[samples];
    }
}
