namespace UNetSharp.ModelFiles;

/// <summary>Names of checkpoints without what programs wrap around them.</summary>
internal static class CheckpointNames
{
    // Deeper wrappings were never seen: {"state_dict": {"model.module.…"}} is three.
    private const int Deepest = 4;

    /// <summary>What is wrapped around the names: keys under which training programs save the weights beside an optimiser's state, then attributes of the modules that hold a network.</summary>
    public static readonly IReadOnlyList<string> Wrappings =
    [
        "model_state_dict", "network_weights", "state_dict", "model_state", "model_weights", "weights", "ema_state_dict", "ema", "ema_model", "model_ema", "params_ema", "params", // saved under a key
        "module", "_orig_mod", // PyTorch's DataParallel and DistributedDataParallel, torch.compile
        "model", "net", "network", "unet", "_model", "swin_unet", // attributes, as in Lightning's modules and in Swin-Unet's
    ];

    // nnU-Net's decoder holds the encoder a second time, and a block of its networks holds its layers, which have these names, a second time in a list.
    private const string SecondEncoder = "decoder.encoder.", SecondLayers = ".all_modules.";

    private static readonly string[] Layers = ["conv", "norm", "dropout", "nonlin"];

    /// <summary>The tensors as they are, then with one wrapping after another taken off: the others, such as an optimiser's, are left out.</summary>
    public static IEnumerable<TensorSet> Unwrapped(TensorSet tensors)
    {
        var level = new List<TensorSet> { WithoutRepetitions(tensors) };
        for (var depth = 0; depth <= Deepest && level.Count > 0; depth++)
        {
            foreach (var set in level) yield return set;
            level = [.. level.SelectMany(Inner)];
        }
    }

    private static IEnumerable<TensorSet> Inner(TensorSet tensors)
    {
        foreach (var wrapping in Wrappings)
        {
            var prefix = wrapping + ".";
            var inner = tensors.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor.Renamed(tensor.Name[prefix.Length..])).ToArray();
            if (inner.Length > 0) yield return new TensorSet(tensors.Source, inner, tensors.Metadata);
        }
    }

    /// <summary>The tensors less those that nnU-Net's modules hold once more under a second name. What differs from its original in a single number is no repetition, and stays.</summary>
    public static TensorSet WithoutRepetitions(TensorSet tensors)
    {
        var kept = tensors.Tensors.Where(tensor => !Originals(tensor.Name).Any(name => tensors.TryGet(name, out var original) && Equal(tensor, original))).ToArray();
        return kept.Length == tensors.Tensors.Count ? tensors : new TensorSet(tensors.Source, kept, tensors.Metadata);
    }

    // The names whose second name this may be: "decoder.encoder.stem.x" repeats "encoder.stem.x", and "block.all_modules.1.weight" one of "block.conv.weight", "block.norm.weight", …
    private static IEnumerable<string> Originals(string name)
    {
        var encoder = name.IndexOf(SecondEncoder, StringComparison.Ordinal);
        if (encoder == 0 || (encoder > 0 && name[encoder - 1] == '.')) yield return name.Remove(encoder, "decoder.".Length);
        var list = name.LastIndexOf(SecondLayers, StringComparison.Ordinal);
        if (list < 0 || name.IndexOf('.', list + SecondLayers.Length) is not (> 0 and var rest)) yield break;
        foreach (var layer in Layers) yield return $"{name[..list]}.{layer}{name[rest..]}";
    }

    private static bool Equal(NamedTensor a, NamedTensor b) => a.Type == b.Type && a.Shape.SequenceEqual(b.Shape) && !a.IsHollow && !b.IsHollow && Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    private static byte[] Bytes(NamedTensor tensor)
    {
        var bytes = new byte[tensor.ByteCount];
        using var stream = new MemoryStream(bytes);
        tensor.CopyTo(stream);
        return bytes;
    }
}
