namespace UNetSharp.ModelFiles;

/// <summary>ONNX, the exchange format of networks: a graph of operations with its tensors.</summary>
/// <remarks>
/// Specification: https://github.com/onnx/onnx/blob/main/docs/IR.md. Models are read by <see cref="Model.Load"/>, whichever program wrote them, as far as their operations are those of
/// <see cref="OnnxNetwork.Operations"/>. Files are protocol buffers, of which <see cref="WireReader"/> reads what there is to read: values stay in the file until they are asked for.
/// </remarks>
public static class OnnxFile
{
    /// <summary>The tensors of a model and its texts; values are read from the file when asked for.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no ONNX model, is damaged or truncated.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TensorSet Read(string path) => ReadGraph(path).Initialisers;

    /// <summary>Writes a model at inference: opset 17, channels first, input "image" and output "logits", parameters as float32 under their own names, the model's metadata as metadata_props.</summary>
    /// <remarks>
    /// The batch and the extents of the image are open where the network takes any; of the sizes that it takes, "unetsharp.size" in the metadata is one and "unetsharp.step" the step from it to the others,
    /// on all axes together (0: that size alone). A network that was read from ONNX and ends in a softmax or sigmoid ends in it again. The file appears whole or not at all.
    /// </remarks>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="NotSupportedException">The network does something that ONNX has no operation for.</exception>
    /// <exception cref="ArgumentException">The model is larger than the 2 GB that the format allows.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = OnnxExport.Of(model);
        AtomicFile.Write(path, stream => OnnxWriter.Write(stream, graph));
    }

    /// <summary>Graph and tensors.</summary>
    internal static OnnxGraph ReadGraph(string path)
    {
        var file = new FileSnapshot(path);
        return new OnnxReader(path, file.OpenAt).Read();
    }

    /// <summary>Graph and tensors of a model that lies in memory.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="bytes">The model.</param>
    internal static OnnxGraph ReadGraph(string path, byte[] bytes) => new OnnxReader(path, at => new MemoryStream(bytes, writable: false) { Position = at }).Read();
}
