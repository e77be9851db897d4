namespace UNetSharp.ModelFiles;

/// <summary>PyTorch's checkpoints, <c>.pth</c> and <c>.pt</c>: what <c>torch.save</c> writes, read without running anything that the file contains.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>read</term><description>the zip form (PyTorch 1.6 and later) and the legacy form; state dictionaries, and checkpoints that nest them with numbers, texts and optimizer states;
/// all real element types; views with strides, shared storages; settings, dates, paths and objects of a program's own beside the weights, as the names of their classes</description></item>
/// <item><term>refused</term><description>names of Python's own functions and others that have no business beside weights, whole pickled modules, TorchScript programs, sparse, quantised and complex tensors: anything whose reading would mean executing what the file says</description></item>
/// <item><term>written</term><description>a flat state dictionary in the zip form</description></item>
/// </list>
/// Nested dictionaries are flattened: the tensor <c>checkpoint["model"]["inc.weight"]</c> is named <c>model.inc.weight</c>, and the number <c>checkpoint["epoch"]</c>
/// is the text <c>epoch</c> of <see cref="TensorSet.Metadata"/>.
/// </remarks>
public static class PytorchFile
{
    /// <summary>Reads names, types, shapes and texts; values are read from the file when asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no checkpoint, is damaged or truncated, or holds objects that are not tensors, numbers, texts, lists or dictionaries.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path)
    {
        var file = new FileSnapshot(path);
        var (contents, storages) = FirstBytes(file) switch
        {
            [(byte)'P', (byte)'K', ..] => ZipCheckpoint.Read(path, file),
            [0x80, ..] => LegacyCheckpoint.Read(path, file),
            _ => throw new InvalidDataException($"{path}: a file of torch.save begins as a zip archive or a pickle, this one of {file.Length} bytes does neither."),
        };

        var names = new HashSet<string>();
        foreach (var (name, _) in contents.Tensors)
            if (!names.Add(name))
                throw new InvalidDataException($"{path}: two tensors are named '{name}'.");
        return new TensorSet(path, contents.Tensors.Select(named => PytorchView.Name(path, named.Name, named.Tensor, file, storages)), contents.Texts);
    }

    /// <summary>Writes a state dictionary in the zip form, for <c>model.load_state_dict(torch.load(path))</c>. The file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">The tensors, with different names, axes in PyTorch's order.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a type (unsigned beyond 8 bits) that PyTorch has no storages of.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<NamedTensor> tensors)
    {
        var set = new TensorSet(path, tensors);
        AtomicFile.Write(path, stream => ZipCheckpoint.Write(stream, set.Tensors));
    }

    private static byte[] FirstBytes(FileSnapshot file)
    {
        var bytes = new byte[Math.Min(4, file.Length)];
        using var stream = file.OpenAt(0);
        stream.ReadExactly(bytes);
        return bytes;
    }
}
