using System.Buffers.Binary;
using System.Text;

namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Writes chunks: length, type, content, check sum.</summary>
internal sealed class PngChunkWriter(Stream stream)
{
    public void Write(string type, ReadOnlySpan<byte> content)
    {
        Span<byte> frame = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        Encoding.ASCII.GetBytes(type, frame[4..]);
        stream.Write(frame);
        stream.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(frame, Crc32.Sum(Crc32.Add(Crc32.Add(Crc32.Start, frame[4..]), content)));
        stream.Write(frame[..4]);
    }
}
