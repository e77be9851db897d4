namespace UNetSharp.ModelFiles;

/// <summary>Names of checkpoints without what programs wrap around them.</summary>
internal static class CheckpointNames
{
    // Deeper wrappings were never seen: {"state_dict": {"model.module.…"}} is three.
    private const int Deepest = 4;

    /// <summary>What is wrapped around the names: keys under which training programs save the weights beside an optimiser's state, then attributes of the modules that hold a network.</summary>
    public static readonly IReadOnlyList<string> Wrappings =
    [
        "model_state_dict", "network_weights", "state_dict", "model_state", "model_weights", "weights", "ema_state_dict", "ema", // saved under a key
        "module", "_orig_mod", // PyTorch's DataParallel and DistributedDataParallel, torch.compile
        "model", "net", "network", "unet", "_model", // attributes, as in Lightning's modules
    ];

    // nnU-Net's modules hold the encoder a second time in the decoder, and each block's layers a second time in a list: the same tensors under more names.
    private static readonly string[] Repetitions = ["decoder.encoder.", ".all_modules."];

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

    private static TensorSet WithoutRepetitions(TensorSet tensors)
    {
        var kept = tensors.Tensors.Where(tensor => !Array.Exists(Repetitions, part => tensor.Name.Contains(part, StringComparison.Ordinal))).ToArray();
        return kept.Length == tensors.Tensors.Count ? tensors : new TensorSet(tensors.Source, kept, tensors.Metadata);
    }
}
