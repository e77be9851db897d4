namespace UNetSharp.Imaging.Formats.Png;

/// <summary>The compressed pixels: "the concatenation of the contents of all the IDAT chunks", which follow one another.</summary>
/// <remarks>https://www.w3.org/TR/png-3/#11IDAT</remarks>
internal sealed class PngPixelStream(PngChunks chunks) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            var read = chunks.Read(buffer);
            if (read > 0) return read;
            chunks.CheckSum();
            chunks.Next();
            _ended = chunks.Type != "IDAT";
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Passes over what the picture does not need, checking the sums; the chunk after the last IDAT is then at hand.</summary>
    public void Drain()
    {
        Span<byte> rest = stackalloc byte[1024];
        while (Read(rest) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
