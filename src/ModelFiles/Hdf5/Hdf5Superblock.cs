namespace UNetSharp.ModelFiles;

/// <summary>The beginning of an HDF5 file, versions 0 to 3: how wide its addresses are, and where its root group lies.</summary>
/// <remarks>https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, section II.A. Addresses count from the superblock, which may stand behind a block of the user's own.</remarks>
internal static class Hdf5Superblock
{
    // "\211 H D F \r \n \032 \n" as a little-endian number.
    private const ulong Signature = 0x0A1A0A0D46444889;

    private const int FirstUserBlock = 512, MostBytes = 96;

    /// <summary>Finds the superblock and reads it.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="file">The file.</param>
    /// <param name="range">Where HDF5 lies in it.</param>
    /// <exception cref="InvalidDataException">No HDF5, damaged, or of a version that is not read.</exception>
    public static (Hdf5Source Source, long Root) Read(string path, FileSnapshot file, FileRange range)
    {
        var (start, whole) = (0L, new Hdf5Source(path, file, range, (8, 8)));
        while (start > range.Length - 8 || whole.At(start, 8).Number(8) != Signature)
        {
            // "at byte offset 0, byte offset 512, and at successive locations in the file, each a multiple of two of the previous location"
            start = start == 0 ? FirstUserBlock : 2 * start;
            if (start > range.Length - 8) throw new InvalidDataException($"{path}: is no HDF5 file.");
        }

        range = new FileRange(range.Offset + start, range.Length - start);
        var head = new Hdf5Source(path, file, range, (8, 8)).UpTo(8, MostBytes);
        var version = head.Byte();
        if (version > 3) throw head.Wrong($"a superblock of version {version}, 0 to 3 are read");
        if (version < 2) head.Skip(4);
        var sizes = (Offset: head.Byte(), Length: head.Byte());
        if (sizes.Offset is not (4 or 8) || sizes.Length is not (4 or 8)) throw head.Wrong($"addresses of {sizes.Offset} and lengths of {sizes.Length} bytes");
        head.Skip(version switch { 0 => 9, 1 => 13, _ => 1 }); // flags; ranks of the trees in old versions

        // Base address, then two or, in old versions, three others; there the root is an entry of a symbol table, which begins with the offset of a name.
        head.Skip((version < 2 ? 5 : 3) * sizes.Offset);
        return (new Hdf5Source(path, file, range, sizes), (long)Math.Min(head.Number(sizes.Offset), long.MaxValue));
    }
}
