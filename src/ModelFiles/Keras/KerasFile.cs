using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>Keras' weights, <c>.h5</c>: an HDF5 file with a group for each layer.</summary>
/// <remarks>
/// Read under PyTorch's names and in its order of axes: "conv2d_1/kernel:0" [kH, kW, Cin, Cout] is <c>conv2d_1.weight</c> [Cout, Cin, kH, kW], "gamma:0" <c>weight</c>, "beta:0" <c>bias</c>, "moving_mean:0"
/// <c>running_mean</c>, "moving_variance:0" <c>running_var</c>. Of Keras 1 on Theano "convolution2d_1_W" [Cout, Cin, kH, kW] is that of a true convolution: its taps are turned round. Not read: Keras' graphs (JSON).
/// </remarks>
public static class KerasFile
{
    /// <summary>Reads the weights.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">No HDF5 file, damaged, or of a form that is not read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path)
    {
        var file = new Hdf5File(path);
        var tensors = new Dictionary<string, NamedTensor>();
        foreach (var dataset in file.Datasets.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.ToTensor(file)))
        {
            var tensor = Translated(dataset);
            tensors[tensors.ContainsKey(tensor.Name) ? dataset.Name : tensor.Name] = tensor;
        }

        return new TensorSet(path, tensors.Select(entry => entry.Value.Renamed(entry.Key)), file.Attributes.ToDictionary());
    }

    private static NamedTensor Translated(NamedTensor tensor)
    {
        // "model_weights/conv2d_1/conv2d_1/kernel:0": the layer's name stands last but one, and is repeated in front of it.
        var parts = tensor.Name.Split('/');
        var (layer, last) = (parts.Length > 1 ? parts[^2] : "", parts[^1].Split(':')[0]);
        if (last.EndsWith("_W", StringComparison.Ordinal) || last.EndsWith("_b", StringComparison.Ordinal)) return OfKeras1(tensor, last);
        var rank = tensor.Shape.Length;
        return last switch
        {
            "kernel" when rank is 2 or 4 or 5 => Turned(tensor, $"{layer}.weight", rank == 2 ? [1, 0] : [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)]),
            "depthwise_kernel" when rank == 4 => Turned(tensor, $"{layer}.weight", [2, 3, 0, 1]),
            "gamma" or "kernel" => tensor.Renamed($"{layer}.weight"),
            "beta" or "bias" => tensor.Renamed($"{layer}.bias"),
            "moving_mean" => tensor.Renamed($"{layer}.running_mean"),
            "moving_variance" => tensor.Renamed($"{layer}.running_var"),
            _ => tensor.Renamed(string.Join('.', parts)),
        };
    }

    private static NamedTensor OfKeras1(NamedTensor tensor, string name)
    {
        var (layer, rank) = (name[..^2], tensor.Shape.Length);
        if (name.EndsWith('b')) return tensor.Renamed($"{layer}.bias");
        if (rank == 2) return Turned(tensor, $"{layer}.weight", [1, 0]);

        // Taps turned round on all spatial axes: those of a channel in reverse order.
        var taps = tensor.Shape.Skip(2).Aggregate(1, (product, extent) => product * extent);
        return Computed(tensor, $"{layer}.weight", tensor.Shape, values =>
        {
            for (var at = 0; taps > 0 && at < values.Length; at += taps) values.AsSpan(at, taps).Reverse();
            return values;
        });
    }

    private static NamedTensor Turned(NamedTensor tensor, string name, int[] axes) => Computed(tensor, name, AxisOrder.Permute(tensor.Shape.AsSpan(), axes), values =>
    {
        var turned = new float[values.Length];
        AxisOrder.Permute<float>(values, tensor.Shape.AsSpan(), axes, turned);
        return turned;
    });

    // As float32, when it is read.
    private static NamedTensor Computed(NamedTensor tensor, string name, ImmutableArray<int> shape, Func<float[], float[]> compute) => new(name, ElementType.Float32, shape, () =>
    {
        using var encoded = new MemoryStream();
        NamedTensor.Create(name, shape.AsSpan(), compute(tensor.ToFloats())).CopyTo(encoded);
        return new MemoryStream(encoded.ToArray(), writable: false);
    });
}
