namespace UNetSharp.ModelFiles.Tests;

/// <summary>Damaged copies of a file, the same ones on every run: cut short, and with bits turned over.</summary>
internal static class Mutations
{
    public static IEnumerable<byte[]> Truncated(byte[] whole, int count)
    {
        for (var i = 0; i < count; i++) yield return whole[..(int)((long)whole.Length * i / count)];
        yield return whole[..^1];
    }

    public static IEnumerable<byte[]> BitFlipped(byte[] whole, int count, int seed, int within)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var copy = (byte[])whole.Clone();
            for (var flip = random.Next(1, 4); flip > 0; flip--) copy[random.Next(Math.Min(within, copy.Length))] ^= (byte)(1 << random.Next(8));
            yield return copy;
        }
    }

    /// <summary>Reads all that a damaged file still offers. Only <see cref="InvalidDataException"/> may come of it, with the path in its message, and no memory beyond what the file could fill.</summary>
    public static void ReadsOrRefusesPolitely(string path, Func<string, TensorSet> read, long mayAllocate)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            foreach (var tensor in read(path).Tensors) tensor.ToFloats();
        }
        catch (InvalidDataException refusal)
        {
            Assert.Contains(Path.GetFileName(path), refusal.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mayAllocate);
    }
}
