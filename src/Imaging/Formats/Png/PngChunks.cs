using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Walks through the chunks of a PNG file and checks each one's sum.</summary>
/// <remarks>https://www.w3.org/TR/png-3/#5Chunk-layout: length 4 bytes, chunk type 4 bytes, chunk data, CRC 4 bytes.</remarks>
internal sealed class PngChunks(Stream stream, string name)
{
    // Nothing that is kept in memory as a chunk (palettes, text) is longer.
    private const int LongestKept = 1 << 20;

    private uint _register;
    private long _start, _remaining;

    // "The first eight bytes of a PNG datastream always contain the following hexadecimal values: 89 50 4E 47 0D 0A 1A 0A."
    public static ReadOnlySpan<byte> Signature => [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>The chunk at hand: "IHDR", ….</summary>
    public string Type { get; private set; } = "";

    /// <summary>"A decoder encountering an unknown chunk type in which the ancillary bit is 1 can safely ignore the chunk": the letter's case is the bit.</summary>
    public bool IsAncillary => char.IsAsciiLetterLower(Type[0]);

    /// <summary>Where and which, for messages.</summary>
    public string Place => $"{Type} chunk at byte {_start:n0}";

    public void ReadSignature()
    {
        Span<byte> bytes = stackalloc byte[8];
        var read = stream.ReadAtLeast(bytes, 8, throwOnEndOfStream: false);
        if (read < 8 || !bytes.SequenceEqual(Signature))
        {
            throw new InvalidDataException(
                $"{name}: a PNG file begins with 89504E470D0A1A0A, " +
                $"this one with {Convert.ToHexString(bytes[..read])}: was it sent as text, which changes line ends?");
        }
    }

    /// <summary>Goes to the next chunk. The one at hand must have been read or skipped to its end.</summary>
    public void Next()
    {
        Span<byte> head = stackalloc byte[8];
        _start = stream.Position;
        if (stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
        {
            throw new InvalidDataException($"{name}: the file ends at byte {stream.Length:n0}, before its IEND chunk: is it truncated?");
        }

        foreach (var letter in head[4..])
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                throw new InvalidDataException(
                    $"{name}: at byte {_start:n0} a chunk should begin, " +
                    $"but its type is {Convert.ToHexString(head[4..])}, which is not four letters.");
            }
        }

        Type = Encoding.ASCII.GetString(head[4..]);
        _remaining = BinaryPrimitives.ReadUInt32BigEndian(head);
        _register = Crc32.Add(Crc32.Start, head[4..]);
        if (_remaining + 4 > stream.Length - stream.Position)
        {
            throw new InvalidDataException(
                $"{name}: the {Place} promises {_remaining:n0} bytes, " +
                $"the file holds {Math.Max(0, stream.Length - stream.Position - 4):n0}: is it truncated?");
        }
    }

    /// <summary>The next bytes of the chunk; none at its end, where its sum is checked.</summary>
    public int Read(Span<byte> buffer)
    {
        if (_remaining == 0) return 0;
        var read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _remaining)]);
        if (read == 0) throw new InvalidDataException($"{name}: the file ends within the {Place}.");
        _register = Crc32.Add(_register, buffer[..read]);
        _remaining -= read;
        return read;
    }

    /// <summary>Reads what is left of the chunk and checks its sum.</summary>
    /// <exception cref="InvalidDataException">The chunk is critical and damaged, or too long to be what it says.</exception>
    /// <returns>The content; null if an ancillary chunk is damaged, or longer than any that is of use.</returns>
    public byte[]? ReadWhole()
    {
        if (_remaining > LongestKept)
        {
            if (!IsAncillary) throw new InvalidDataException($"{name}: the {Place} has {_remaining:n0} bytes, more than such a chunk can use.");
            Skip();
            return null;
        }

        var content = new byte[_remaining];
        for (var at = 0; at < content.Length;) at += Read(content.AsSpan(at));
        return CheckSum() ? content : null;
    }

    /// <summary>Passes over what is left of an ancillary chunk, sum and all; nothing depends on it.</summary>
    public void Skip()
    {
        stream.Position += _remaining + 4;
        _remaining = 0;
    }

    /// <summary>Checks the sum that follows the content.</summary>
    /// <returns>Whether it is right; a wrong one of an ancillary chunk only costs that chunk, as libpng has it.</returns>
    /// <exception cref="InvalidDataException">It is wrong, and the chunk is critical.</exception>
    public bool CheckSum()
    {
        Span<byte> stored = stackalloc byte[4];
        stream.ReadExactly(stored);
        if (BinaryPrimitives.ReadUInt32BigEndian(stored) == Crc32.Sum(_register)) return true;
        if (IsAncillary) return false;
        throw new InvalidDataException(
            $"{name}: the check sum of the {Place} is {Crc32.Sum(_register):X8}, " +
            $"the file says {BinaryPrimitives.ReadUInt32BigEndian(stored):X8}: the file is damaged.");
    }
}
