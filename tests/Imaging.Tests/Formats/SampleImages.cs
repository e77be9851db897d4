using FsCheck;
using FsCheck.Fluent;

namespace UNetSharp.Imaging.Tests.Formats;

/// <summary>Images for laws: any small size, with samples over the whole range of their type.</summary>
internal static class SampleImages
{
    public static readonly SampleType[] AllTypes = Enum.GetValues<SampleType>();

    /// <summary>An image filled from a seed; half of its samples repeat their neighbour, so that filters and packing find something to do.</summary>
    public static Image Make(SampleType type, int depth, int height, int width, int channels, int seed)
    {
        var random = new Random(seed);
        var count = depth * height * width * channels;
        long previous = 0;
        long Next() => random.Next(2) == 0 ? previous : previous = random.NextInt64(long.MinValue, long.MaxValue);
        Array samples = type switch
        {
            SampleType.UInt8 => Fill(i => (byte)i),
            SampleType.UInt16 => Fill(i => (ushort)i),
            SampleType.Int16 => Fill(i => (short)i),
            SampleType.UInt32 => Fill(i => (uint)i),
            SampleType.Int32 => Fill(i => (int)i),
            SampleType.Float32 => Fill(i => (float)(i * 1e-15)),
            _ => Fill(i => i * 1e-15),
        };
        return new Image(samples, depth, height, width, channels);

        T[] Fill<T>(Func<long, T> of)
        {
            var array = new T[count];
            for (var i = 0; i < count; i++) array[i] = of(Next());
            return array;
        }
    }

    /// <summary>Small images of the given types and numbers of channels.</summary>
    public static Arbitrary<Image> Of(SampleType[] types, int[] channels, int mostPlanes = 1) => (
        from type in Gen.Elements(types)
        from c in Gen.Elements(channels)
        from depth in Gen.Choose(1, mostPlanes)
        from height in Gen.Choose(1, 40)
        from width in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Make(type, depth, height, width, c, seed)).ToArbitrary();

    /// <summary>Equal in everything that a format must keep.</summary>
    public static void AssertSame(Image expected, Image actual)
    {
        Assert.Equal(expected.SampleType, actual.SampleType);
        Assert.Equal((expected.Depth, expected.Height, expected.Width, expected.Channels), (actual.Depth, actual.Height, actual.Width, actual.Channels));
        Assert.Equal(Bytes(expected), Bytes(actual));
        Assert.Equal(expected.HasAlpha, actual.HasAlpha);
        Assert.Equal(expected.Palette?.Count, actual.Palette?.Count);
        for (var i = 0; i < (expected.Palette?.Count ?? 0); i++) Assert.Equal(expected.Palette![i], actual.Palette![i]);
    }

    private static byte[] Bytes(Image image)
    {
        var width = image.SampleType switch
        {
            SampleType.UInt8 => 1,
            SampleType.UInt16 or SampleType.Int16 => 2,
            SampleType.Float64 => 8,
            _ => 4,
        };
        var bytes = new byte[image.Count * width];
        image.CopyTo(bytes, 0, 0, image.Count);
        return bytes;
    }
}
