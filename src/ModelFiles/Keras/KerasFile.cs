using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>Keras' weights, <c>.h5</c> and <c>.keras</c>: an HDF5 file with a group for each layer, and an archive around it.</summary>
/// <remarks>
/// Read under PyTorch's names and in its order of axes: "conv2d_1/kernel:0" [kH, kW, Cin, Cout] is <c>conv2d_1.weight</c> [Cout, Cin, kH, kW], "gamma:0" <c>weight</c>, "beta:0" <c>bias</c>, "moving_mean:0"
/// <c>running_mean</c>, "moving_variance:0" <c>running_var</c>. Of Keras 1 on Theano "convolution2d_1_W" [Cout, Cin, kH, kW] is that of a true convolution: its taps are turned round. What an optimiser and the
/// random numbers of dropouts keep is left out. Not read: Keras' graphs (JSON).
/// </remarks>
public static class KerasFile
{
    /// <summary>Reads the weights.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">No HDF5 file, damaged, or of a form that is not read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path)
    {
        var snapshot = new FileSnapshot(path);
        var file = new Hdf5File(path, snapshot, IsArchive(snapshot) ? KerasArchive.Find(path, snapshot) : new FileRange(0, snapshot.Length));
        var tensors = new Dictionary<string, NamedTensor>();
        foreach (var name in KerasNames.Weights(file.Datasets.Keys))
        {
            var tensor = Translated(file.Datasets[name].ToTensor(), KerasNames.Of(name, file));
            tensors[tensors.ContainsKey(tensor.Name) ? name : tensor.Name] = tensor;
        }

        return new TensorSet(path, tensors.Select(entry => entry.Value.Renamed(entry.Key)), Texts(file));
    }

    // "PK": no HDF5 file begins so.
    private static bool IsArchive(FileSnapshot file)
    {
        Span<byte> first = stackalloc byte[2];
        using var stream = file.OpenAt(0);
        return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual("PK"u8);
    }

    // Those of the file or the model, less descriptions of the network; layers repeat them.
    private static Dictionary<string, string> Texts(Hdf5File file)
    {
        const string Model = "model_weights/";
        string[] descriptions = ["model_config", "training_config"];
        var texts = file.Attributes.Select(text => (Name: text.Key.StartsWith(Model, StringComparison.Ordinal) ? text.Key[Model.Length..] : text.Key, text.Value)).Where(text => !text.Name.Contains('/', StringComparison.Ordinal) && !descriptions.Contains(text.Name));
        return texts.DistinctBy(text => text.Name).ToDictionary(text => text.Name, text => text.Value);
    }

    private static NamedTensor Translated(NamedTensor tensor, (string Layer, string Variable) name)
    {
        var (layer, variable) = name;
        if (variable.EndsWith("_W", StringComparison.Ordinal) || variable.EndsWith("_b", StringComparison.Ordinal)) return OfKeras1(tensor, variable);
        var rank = tensor.Shape.Length;
        return variable switch
        {
            "kernel" when rank is 2 or 4 or 5 => Turned(tensor, $"{layer}.weight", rank == 2 ? [1, 0] : [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)]),
            "depthwise_kernel" when rank == 4 && tensor.Shape[3] == 1 => Turned(tensor, $"{layer}.weight", [2, 3, 0, 1]),
            "gamma" or "kernel" => tensor.Renamed($"{layer}.weight"),
            "beta" or "bias" => tensor.Renamed($"{layer}.bias"),
            "moving_mean" => tensor.Renamed($"{layer}.running_mean"),
            "moving_variance" => tensor.Renamed($"{layer}.running_var"),
            _ when layer.Length > 0 => tensor.Renamed($"{layer}.{variable}"),
            _ => tensor.Renamed(variable),
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
