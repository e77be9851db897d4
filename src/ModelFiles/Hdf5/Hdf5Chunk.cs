namespace UNetSharp.ModelFiles;

/// <summary>A chunk of a dataset in the file.</summary>
/// <param name="Start">Its first element, on each axis.</param>
/// <param name="Address">Where it is stored.</param>
/// <param name="Bytes">How many bytes of the file it takes.</param>
/// <param name="Omitted">A bit for each filter that it did not go through.</param>
internal readonly record struct Hdf5Chunk(int[] Start, long Address, long Bytes, ulong Omitted);
