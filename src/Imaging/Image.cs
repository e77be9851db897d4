using System.Numerics;
using UNetSharp.Imaging.Formats;

namespace UNetSharp.Imaging;

/// <summary>A picture or a volume: samples [D, H, W, C], row-major and contiguous, channels last; a picture has D = 1.</summary>
/// <remarks>
/// <para>Samples keep the type and the values of the file they came from. Images do not change once made: whoever made the array hands it over.</para>
/// <para>
/// An image of time points or of a hyperstack is a longer stack: its planes are the file's frames and slices in turn, slices running faster, and
/// <see cref="Metadata"/> tells how many there were of each (keys "frames" and "slices"). Channels that a file keeps as separate planes become
/// channels here.
/// </para>
/// <para>An image holds fewer than 2³¹ samples, the length of an array. Larger pictures are read and written in bands of rows.</para>
/// </remarks>
public sealed class Image
{
    private readonly Array _samples;

    /// <summary>An image of the given samples, which it takes over without a copy.</summary>
    /// <param name="samples">A one-dimensional array of byte, ushort, short, uint, int, float or double; sample (d, h, w, c) lies at ((d·H + h)·W + w)·C + c.</param>
    /// <param name="depth">Planes; 1 for a picture.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <exception cref="ArgumentException">An extent is not positive, the array's length is not their product, or its type is none of those named.</exception>
    public Image(Array samples, int depth, int height, int width, int channels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (depth < 1 || height < 1 || width < 1 || channels < 1)
        {
            throw new ArgumentException($"Image: every extent of [{depth}, {height}, {width}, {channels}] must be positive.");
        }

        var promised = (Int128)depth * height * width * channels;
        if (samples.Rank != 1 || samples.Length != promised)
        {
            throw new ArgumentException(
                $"Image: [{depth}, {height}, {width}, {channels}] are {promised:n0} samples, " +
                $"but the array holds {samples.Length:n0}.", nameof(samples));
        }

        SampleType = TypeOf(samples.GetType().GetElementType()!);
        _samples = samples;
        (Depth, Height, Width, Channels) = (depth, height, width, channels);
    }

    /// <summary>A picture: an image of one plane.</summary>
    /// <inheritdoc cref="Image(Array, int, int, int, int)"/>
    public Image(Array samples, int height, int width, int channels = 1)
        : this(samples, 1, height, width, channels)
    {
    }

    /// <summary>Planes; 1 for a picture.</summary>
    public int Depth { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Samples a pixel, opacity included (see <see cref="HasAlpha"/>).</summary>
    public int Channels { get; }

    /// <summary>How many samples there are: D·H·W·C.</summary>
    public int Count => _samples.Length;

    /// <summary>The number type of the samples.</summary>
    public SampleType SampleType { get; }

    /// <summary>The distance between samples; one pixel when unknown.</summary>
    public Spacing Spacing { get; init; } = Spacing.Pixels;

    /// <summary>The colours that the samples of an indexed image stand for. The samples themselves are the indices: in a mask, the labels.</summary>
    public Palette? Palette { get; init; }

    /// <summary>Whether the last channel is opacity.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>What else the file said: "description", "slices", "frames", … and nothing that the samples or the other properties already tell.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a file, whatever its name: the format is told by the first bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a kind that can't be read; the message says which, and what to do.</exception>
    /// <exception cref="IOException">The file can't be opened or read.</exception>
    public static Image Read(string path) => ImageFormats.Read(path);

    /// <summary>Writes a file in the format of its extension. The file appears whole or not at all.</summary>
    /// <param name="path">Where to; the extension chooses the format.</param>
    /// <param name="overwrite">Whether a file of that name may be replaced.</param>
    /// <exception cref="ArgumentException">No format has this extension, or the format can't hold this image: the message says which can.</exception>
    /// <exception cref="IOException">The file exists and <paramref name="overwrite"/> is false, or it can't be written.</exception>
    public void Write(string path, bool overwrite = false) => ImageFormats.Write(this, path, overwrite);

    /// <summary>The samples as they are stored.</summary>
    /// <typeparam name="T">The type that <see cref="SampleType"/> names.</typeparam>
    /// <exception cref="InvalidOperationException">The samples are of another type.</exception>
    public ReadOnlySpan<T> Samples<T>()
        where T : unmanaged
        // Not `is T[]`: to the runtime a ushort[] is also a short[].
        => _samples.GetType() == typeof(T[])
            ? (T[])_samples
            : throw new InvalidOperationException($"The samples of this image are {SampleType}, not {typeof(T).Name}: ToFloats() and ToLabels() convert.");

    /// <summary>The samples as float32, unscaled. Integers beyond ±2²⁴ and float64 are rounded to the nearest.</summary>
    public float[] ToFloats() => Converted<float>();

    /// <summary>The samples as integers: labels. Fractions are cut off.</summary>
    /// <exception cref="OverflowException">A sample does not fit 32 bits, or is not a number.</exception>
    public int[] ToLabels() => Converted<int>();

    /// <summary>One plane of a stack, as a picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such plane.</exception>
    public Image Plane(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Depth);
        return Part(index * (Count / Depth), Height);
    }

    /// <summary>The rows [top, top + rows) of a picture, as a picture of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    /// <exception cref="InvalidOperationException">This is a stack: take a plane first.</exception>
    public Image Rows(int top, int rows)
    {
        if (Depth != 1) throw new InvalidOperationException($"Rows of a stack of {Depth} planes: take a Plane first.");
        if (top < 0 || rows < 1 || rows > Height - top)
        {
            throw new ArgumentOutOfRangeException(nameof(top), $"Rows {top} to {top + rows - 1} of a picture that has {Height}.");
        }

        return Part(top * Width * Channels, rows);
    }

    /// <summary>The named channels of every pixel, in the named order; a channel may be named twice.</summary>
    /// <exception cref="ArgumentException">None is named, or one that is not there.</exception>
    public Image SelectChannels(params ReadOnlySpan<int> channels)
    {
        foreach (var channel in channels)
        {
            if (channel < 0 || channel >= Channels)
            {
                throw new ArgumentException($"Channel {channel} of an image that has {Channels}, counted from 0.", nameof(channels));
            }
        }

        if ((long)Count / Channels * channels.Length is 0 or > int.MaxValue)
        {
            throw new ArgumentException($"{channels.Length} channels can't be taken: 1 to {int.MaxValue / (Count / Channels)} can.", nameof(channels));
        }

        Array selected = SampleType switch
        {
            SampleType.UInt8 => Gather(Samples<byte>(), channels),
            SampleType.UInt16 => Gather(Samples<ushort>(), channels),
            SampleType.Int16 => Gather(Samples<short>(), channels),
            SampleType.UInt32 => Gather(Samples<uint>(), channels),
            SampleType.Int32 => Gather(Samples<int>(), channels),
            SampleType.Float32 => Gather(Samples<float>(), channels),
            _ => Gather(Samples<double>(), channels),
        };
        return new Image(selected, Depth, Height, Width, channels.Length) { Spacing = Spacing, Metadata = Metadata };
    }

    /// <summary>The image as red, green and blue: indices become their colours (8 bits), grey is repeated, opacity is dropped.</summary>
    /// <exception cref="InvalidOperationException">The image has neither one colour channel nor three.</exception>
    public Image ToRgb()
    {
        if (Palette is not null) return Coloured(Palette);
        return (Channels - (HasAlpha ? 1 : 0)) switch
        {
            1 => SelectChannels(0, 0, 0),
            3 => SelectChannels(0, 1, 2),
            var colours => throw new InvalidOperationException($"An image of {colours} channels is not red, green and blue: choose with SelectChannels."),
        };
    }

    /// <summary>An image of the same geometry with other samples: the labels of a segmentation, for one. Palette and opacity are not carried over.</summary>
    /// <param name="samples">An array of D·H·W·<paramref name="channels"/> samples, taken over without a copy.</param>
    /// <param name="channels">Samples a pixel.</param>
    /// <exception cref="ArgumentException">The array's length or type does not fit.</exception>
    public Image WithSamples(Array samples, int channels = 1) => new(samples, Depth, Height, Width, channels) { Spacing = Spacing, Metadata = Metadata };

    /// <inheritdoc/>
    public override string ToString() => $"[{Depth}, {Height}, {Width}, {Channels}] {SampleType}, {Spacing}";

    /// <summary>Copies all samples into an array of the same type.</summary>
    internal void CopyTo(Array target, int first) => Array.Copy(_samples, 0, target, first, Count);

    /// <summary>Copies samples to bytes, for writers.</summary>
    internal void CopyTo(byte[] bytes, int offset, int first, int count, bool bigEndian = false) => SampleBytes.FromNumbers(_samples, first, count, bytes, offset, bigEndian);

    /// <summary>A zeroed array for samples of a type.</summary>
    internal static Array NewArray(SampleType type, int length) => type switch
    {
        SampleType.UInt8 => new byte[length],
        SampleType.UInt16 => new ushort[length],
        SampleType.Int16 => new short[length],
        SampleType.UInt32 => new uint[length],
        SampleType.Int32 => new int[length],
        SampleType.Float32 => new float[length],
        _ => new double[length],
    };

    private static SampleType TypeOf(Type element) => Type.GetTypeCode(element) switch
    {
        TypeCode.Byte => SampleType.UInt8,
        TypeCode.UInt16 => SampleType.UInt16,
        TypeCode.Int16 => SampleType.Int16,
        TypeCode.UInt32 => SampleType.UInt32,
        TypeCode.Int32 => SampleType.Int32,
        TypeCode.Single => SampleType.Float32,
        TypeCode.Double => SampleType.Float64,
        _ => throw new ArgumentException($"Image: samples are byte, ushort, short, uint, int, float or double, not {element.Name}."),
    };

    private TTo[] Converted<TTo>()
        where TTo : unmanaged, INumber<TTo>
    {
        return SampleType switch
        {
            SampleType.UInt8 => Cast(Samples<byte>()),
            SampleType.UInt16 => Cast(Samples<ushort>()),
            SampleType.Int16 => Cast(Samples<short>()),
            SampleType.UInt32 => Cast(Samples<uint>()),
            SampleType.Int32 => Cast(Samples<int>()),
            SampleType.Float32 => Cast(Samples<float>()),
            _ => Cast(Samples<double>()),
        };

        static TTo[] Cast<TFrom>(ReadOnlySpan<TFrom> from)
            where TFrom : unmanaged, INumber<TFrom>
        {
            var to = new TTo[from.Length];
            for (var i = 0; i < to.Length; i++) to[i] = TTo.CreateChecked(from[i]);
            return to;
        }
    }

    private Image Part(int first, int rows)
    {
        var part = NewArray(SampleType, rows * Width * Channels);
        Array.Copy(_samples, first, part, 0, part.Length);
        return new Image(part, rows, Width, Channels) { Spacing = Spacing, Palette = Palette, HasAlpha = HasAlpha, Metadata = Metadata };
    }

    private T[] Gather<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> channels)
    {
        var to = new T[from.Length / Channels * channels.Length];
        for (int source = 0, target = 0; source < from.Length; source += Channels)
        {
            foreach (var channel in channels) to[target++] = from[source + channel];
        }

        return to;
    }

    private Image Coloured(Palette palette)
    {
        var indices = ToLabels();
        var colours = new byte[checked(indices.Length * 3)];
        for (var i = 0; i < indices.Length; i++)
        {
            var colour = palette[indices[i]];
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = (colour.R, colour.G, colour.B);
        }

        return WithSamples(colours, 3);
    }
}
