namespace UNetSharp.Imaging.Formats.Png;

/// <summary>Cuts the compressed pixels into IDAT chunks.</summary>
internal sealed class PngPixelWriter(PngChunkWriter chunks) : Stream
{
    // The specification leaves the length open; at 64 KB the 12 bytes of frame do not count, and a reader need not hold more.
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var now = Math.Min(bytes.Length, _buffer.Length - _length);
            bytes[..now].CopyTo(_buffer.AsSpan(_length));
            _length += now;
            bytes = bytes[now..];
            if (_length == _buffer.Length) WriteChunk();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) WriteChunk();
        base.Dispose(disposing);
    }

    private void WriteChunk()
    {
        if (_length > 0) chunks.Write("IDAT", _buffer.AsSpan(0, _length));
        _length = 0;
    }
}
