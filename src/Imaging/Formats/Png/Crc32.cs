namespace UNetSharp.Imaging.Formats.Png;

/// <summary>The check sum at the end of every chunk.</summary>
/// <remarks>https://www.w3.org/TR/png-3/#5CRC-algorithm: "x³² + x²⁶ + x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1".</remarks>
internal static class Crc32
{
    // Reflected: bit 31 of the register holds the coefficient of x⁰, so the polynomial above reads EDB88320.
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = MakeTable();

    /// <summary>The register before the first byte: "initialized to all 1's".</summary>
    public const uint Start = 0xFFFFFFFF;

    /// <summary>Feeds bytes to the register.</summary>
    public static uint Add(uint register, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) register = Table[(byte)(register ^ value)] ^ (register >> 8);
        return register;
    }

    /// <summary>The sum itself: the 1's complement of the register.</summary>
    public static uint Sum(uint register) => ~register;

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * Polynomial);
            table[i] = value;
        }

        return table;
    }
}
