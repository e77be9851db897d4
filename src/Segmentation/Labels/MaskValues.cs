using UNetSharp.Imaging;

namespace UNetSharp.Segmentation;

/// <summary>The numbers that a mask file holds, before they are mapped to classes.</summary>
public static class MaskValues
{
    /// <summary>Whether the mask tells classes apart by colour: three channels that are not equal everywhere. A palette's indices count as numbers.</summary>
    public static bool AreColours(Image mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Palette is not null || mask.Channels - (mask.HasAlpha ? 1 : 0) != 3) return false;
        var samples = mask.ToFloats();
        for (var i = 0; i < samples.Length; i += mask.Channels)
        {
            if (samples[i] != samples[i + 1] || samples[i] != samples[i + 2]) return true;
        }

        return false;
    }

    /// <summary>The number of each pixel [D, H, W]: its grey value or palette index (of grey stored as three equal channels: the first).</summary>
    /// <param name="mask">The mask as its file has it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It has more channels than a mask can have, or holds fractions.</exception>
    public static int[] Numbers(Image mask, string name)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var colours = mask.Channels - (mask.HasAlpha ? 1 : 0);
        if (colours is not (1 or 3)) throw new InvalidDataException($"{name}: a mask has one channel (or red, green and blue), not {colours}: save one number a pixel, the class.");
        var single = mask.Channels == 1 ? mask : mask.SelectChannels(0);
        if (single.SampleType is SampleType.Float32 or SampleType.Float64) RequireWhole(single.ToFloats(), name);
        return single.ToLabels();
    }

    /// <summary>The colour of each pixel [D, H, W] as 0xRRGGBB; palettes are resolved, 16 bits are reduced to 8.</summary>
    /// <param name="mask">The mask as its file has it.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InvalidDataException">It has neither a palette nor one or three channels of 8 or 16 bits.</exception>
    public static int[] Colours(Image mask, string name)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Channels - (mask.HasAlpha ? 1 : 0) is not (1 or 3) || mask.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw new InvalidDataException($"{name}: a mask of colours has red, green and blue of 8 or 16 bits, not {mask.Channels} channels of {mask.SampleType}.");
        var rgb = mask.ToRgb().ToLabels();
        var shift = mask.SampleType == SampleType.UInt16 && mask.Palette is null ? 8 : 0;
        var colours = new int[rgb.Length / 3];
        for (var i = 0; i < colours.Length; i++) colours[i] = (rgb[3 * i] >> shift << 16) | (rgb[(3 * i) + 1] >> shift << 8) | (rgb[(3 * i) + 2] >> shift);
        return colours;
    }

    private static void RequireWhole(ReadOnlySpan<float> samples, string name)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i] == MathF.Floor(samples[i]) && MathF.Abs(samples[i]) < 1 << 24) continue;
            throw new InvalidDataException(FormattableString.Invariant($"{name}: sample {i} of the mask is {samples[i]}, not a whole number. Is this a map of probabilities? Threshold it, and save integers."));
        }
    }
}
