namespace UNetSharp.ModelFiles;

/// <summary>Which variable of which layer a dataset of Keras' is.</summary>
/// <remarks>
/// <para>Keras 1 and 2, and 3 under the ending ".h5": "conv2d_1/conv2d_1/kernel:0", below "model_weights" if the whole model was saved.</para>
/// <para>
/// Keras 3 under ".weights.h5" and ".keras" (and Keras 2 under ".keras"): "layers/conv2d_1/vars/0". Variables are numbered as the layer made them; the path has the layer's kind and its number among those of its
/// kind, and an attribute "name", in later versions, the layer's own name.
/// </para>
/// </remarks>
internal static class KerasNames
{
    private const string WholeModel = "model_weights/", Variables = "vars", RandomState = "seed_generator";

    // What stands beside the weights: an optimiser's state, the state of random numbers of dropouts.
    private static readonly string[] Others = ["optimizer", "optimizer_weights"];

    /// <summary>The paths of the datasets that are weights.</summary>
    public static IEnumerable<string> Weights(IEnumerable<string> paths)
    {
        var all = paths.Order(StringComparer.Ordinal).ToArray();
        var whole = Array.Exists(all, path => path.StartsWith(WholeModel, StringComparison.Ordinal));
        return all.Where(path => whole ? path.StartsWith(WholeModel, StringComparison.Ordinal) : !Others.Contains(path.Split('/')[0]))
            .Where(path => !Array.Exists(path.Split('/'), part => part.StartsWith(RandomState, StringComparison.Ordinal)));
    }

    /// <summary>Layer and variable: ("conv2d_1", "kernel").</summary>
    /// <param name="path">The dataset's path.</param>
    /// <param name="file">Its file.</param>
    public static (string Layer, string Variable) Of(string path, Hdf5File file)
    {
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[^2] != Variables) return (parts.Length > 1 ? parts[^2] : "", parts[^1].Split(':')[0]);
        var group = path[..path.LastIndexOf('/')];
        var layer = file.Attributes.TryGetValue($"{group}/name", out var name) && name.Length > 0 ? name : parts[^3];
        var ranks = new List<int>();
        while (file.Datasets.TryGetValue($"{group}/{ranks.Count}", out var variable)) ranks.Add(variable.Rank);
        return (layer, Numbered(parts[^3], ranks, parts[^1]) ?? string.Join('.', parts[^2..]));
    }

    // What a layer's variables are, by their ranks and, where these do not tell, by its kind; null where nothing does.
    private static string? Numbered(string kind, List<int> ranks, string number)
    {
        string[] variables = ranks switch
        {
            [1, 1, 1, 1] => ["gamma", "beta", "moving_mean", "moving_variance"],
            [1, 1] => ["gamma", "beta"],
            [4] or [4, 1] when kind.StartsWith("depthwise", StringComparison.Ordinal) => ["depthwise_kernel", "bias"],
            [>= 2] or [>= 2, 1] => ["kernel", "bias"],
            _ => [],
        };
        return int.TryParse(number, out var at) && at < variables.Length && at >= 0 ? variables[at] : null;
    }
}
