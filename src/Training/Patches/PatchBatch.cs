namespace UNetSharp.Training;

/// <summary>A batch of patches, ready to be learnt from. It is lent: its arrays are filled anew after the next batch has been taken.</summary>
public sealed class PatchBatch
{
    internal PatchBatch(PatchSampler sampler, int count)
    {
        (Count, Channels, Options) = (count, sampler.Channels, sampler.Options);
        Images = new float[checked(count * Options.Input.Count * Channels)];
        Labels = new int[checked(count * Options.Output.Count)];
        Weights = new float[Labels.Length];
        Cases = new string[count];
    }

    /// <summary>Which step of the training it is for, from 0.</summary>
    public long Step { get; internal set; }

    /// <summary>N: how many patches there are.</summary>
    public int Count { get; }

    /// <summary>C: the channels of the images.</summary>
    public int Channels { get; }

    /// <summary>What patches they are; tells the extents.</summary>
    public PatchOptions Options { get; }

    /// <summary>The images [N, D, H, W, C] of the input's extent.</summary>
    public float[] Images { get; }

    /// <summary>The classes [N, D, H, W] of the output's extent.</summary>
    public int[] Labels { get; }

    /// <summary>The weights [N, D, H, W] of the output's extent; 0 where pixels are ignored.</summary>
    public float[] Weights { get; }

    /// <summary>The name of each patch's case.</summary>
    public string[] Cases { get; }

    /// <summary>Draws the patches of a step: numbers step·N to step·N + N − 1.</summary>
    internal void Fill(PatchSampler sampler, long step)
    {
        Step = step;
        var (image, labels) = (Images.Length / Count, Labels.Length / Count);
        for (var i = 0; i < Count; i++)
            Cases[i] = sampler.Draw((step * Count) + i, Images.AsSpan(i * image, image), Labels.AsSpan(i * labels, labels), Weights.AsSpan(i * labels, labels));
    }
}
