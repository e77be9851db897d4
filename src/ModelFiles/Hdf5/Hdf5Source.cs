namespace UNetSharp.ModelFiles;

/// <summary>The bytes of an HDF5 file at the addresses that it uses itself.</summary>
/// <remarks>
/// Addresses lead anywhere: a damaged file may send a reader in circles. A source hands out a few times as many bytes as the file has and then complains, so that whatever follows addresses comes to an end, and
/// takes no more memory than the file could fill.
/// </remarks>
/// <param name="path">The file, for messages.</param>
/// <param name="file">The file.</param>
/// <param name="range">Where HDF5 begins and ends in it.</param>
/// <param name="sizes">Bytes of an address and of a length.</param>
internal sealed class Hdf5Source(string path, FileSnapshot file, FileRange range, (int Offset, int Length) sizes)
{
    // Well-formed files need less than three: an object's header is read once, what it points to once more.
    private const int MostReadings = 8, Spare = 1 << 20;

    // What is small lies side by side mostly: a stretch of the file is kept, so that not each of a thousand headers opens it.
    private const int WindowBytes = 1 << 15, Small = 1 << 12;

    private byte[] window = [];
    private long windowStart, handedOut;

    /// <summary>The file, for messages.</summary>
    public string Path => path;

    /// <summary>Bytes of an address and of a length.</summary>
    public (int Offset, int Length) Sizes => sizes;

    /// <summary>Bytes from the first to the last.</summary>
    public long Length => range.Length;

    /// <summary>The same file, of which nothing has been handed out.</summary>
    public Hdf5Source Afresh() => new(path, file, range, sizes);

    /// <summary>So many bytes at an address.</summary>
    public Hdf5Bytes At(long address, long count)
    {
        Require(address, count, Array.MaxLength);
        handedOut += count;
        if (handedOut > (MostReadings * range.Length) + Spare) throw new InvalidDataException($"{path}: its parts lead in circles, {address} is one of them: is it damaged?");
        var bytes = new byte[count];
        if (count > Small)
        {
            Fill(bytes, address);
            return new Hdf5Bytes(path, bytes, address, sizes);
        }

        if (address < windowStart || address + count > windowStart + window.Length)
        {
            if (window.Length != Math.Min(WindowBytes, range.Length)) window = new byte[Math.Min(WindowBytes, range.Length)];
            windowStart = Math.Clamp(address - (WindowBytes / 4), 0, range.Length - window.Length);
            Fill(window, windowStart);
        }

        window.AsSpan((int)(address - windowStart), (int)count).CopyTo(bytes);
        return new Hdf5Bytes(path, bytes, address, sizes);
    }

    /// <summary>Up to so many bytes at an address: fewer where the file ends before.</summary>
    public Hdf5Bytes UpTo(long address, long count) => At(address, Math.Clamp(range.Length - address, 0, count));

    /// <summary>A stream that stands at an address behind which there are so many bytes.</summary>
    public Stream Open(long address, long count)
    {
        Require(address, count, long.MaxValue);
        return file.OpenAt(range.Offset + address);
    }

    private void Fill(byte[] bytes, long address)
    {
        using var stream = file.OpenAt(range.Offset + address);
        stream.ReadExactly(bytes);
    }

    private void Require(long address, long count, long most)
    {
        if (address < 0 || count < 0 || count > most || address > range.Length - count)
            throw new InvalidDataException($"{path}: {count} bytes are wanted at byte {address}, the file holds {range.Length}: is it truncated?");
    }
}
