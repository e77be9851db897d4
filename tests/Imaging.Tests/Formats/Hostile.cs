namespace UNetSharp.Imaging.Tests.Formats;

/// <summary>Damaged files: every reader must either read one or refuse it with an <see cref="InvalidDataException"/> that names it, and take no memory that the file's size can't justify.</summary>
internal static class Hostile
{
    private const string Name = "damaged.file";

    /// <summary>Reads many damaged variants of a good file.</summary>
    /// <param name="good">The bytes of the good file.</param>
    /// <param name="read">Reads a stream under a name.</param>
    /// <param name="variants">How many.</param>
    /// <param name="mend">Makes check sums right again, so that the damage gets past them.</param>
    public static void Damage(byte[] good, Action<Stream, string> read, int variants = 300, Action<byte[]>? mend = null)
    {
        var random = new Random(good.Length);
        for (var i = 0; i < variants; i++)
        {
            var bytes = Variant(good, random);
            mend?.Invoke(bytes);
            Read(bytes, read, 64 << 20, $"variant {i}");
        }
    }

    /// <summary>Reads the first n bytes of a file, for many n: none may pass as whole unless the missing part is not needed.</summary>
    public static void Truncate(byte[] good, Action<Stream, string> read, int cuts = 60)
    {
        for (var i = 0; i < cuts; i++) Read(good[..(int)((long)good.Length * i / cuts)], read, 64 << 20, $"cut {i} of {cuts}");
    }

    /// <summary>Reads bytes that may be anything.</summary>
    public static void Read(byte[] bytes, Action<Stream, string> read, long mostBytes, string which)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(new MemoryStream(bytes, writable: false), Name);
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith(Name, error.Message, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{which}: {error}\n{Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 4096)])}");
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= mostBytes, $"{which}: {bytes.Length} bytes of file made {allocated:n0} bytes of memory.");
    }

    // One to four wounds: a bit turned, a byte or a word set to a telling value, a run copied elsewhere, an end cut off.
    private static byte[] Variant(byte[] good, Random random)
    {
        var bytes = (byte[])good.Clone();
        for (var wounds = random.Next(1, 5); wounds > 0; wounds--)
        {
            // Headers are where lies are told: half the wounds go into the first and last kilobyte.
            var at = random.Next(4) switch
            {
                0 => random.Next(Math.Min(bytes.Length, 1024)),
                1 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 1024)),
                _ => random.Next(bytes.Length),
            };
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
                case 3:
                    bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Clear();
                    if (random.Next(2) == 0) bytes[at] = 0x7F;
                    break;
                case 4:
                    var length = Math.Min(random.Next(1, 64), bytes.Length - at);
                    bytes.AsSpan(random.Next(bytes.Length - length + 1), length).CopyTo(bytes.AsSpan(at));
                    break;
                default:
                    if (random.Next(4) == 0 && at > 0) bytes = bytes[..at];
                    break;
            }
        }

        return bytes;
    }
}
