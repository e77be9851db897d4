using UNetSharp.ModelFiles;
using UNetSharp.Networks;
using UNetSharp.Segmentation;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>Small untrained models: what they answer is noise, but the same noise every time.</summary>
internal static class Models
{
    /// <summary>Writes a model file.</summary>
    public static string Save(TestFolder folder, string name = "model.safetensors", int channels = 1, string labels = "values 0 255", ulong seed = 1, Padding padding = Padding.Same)
    {
        var map = LabelMap.Parse(labels);
        var network = new UNet(Channels: channels, Classes: map.Classes, Width: 2, Depth: 2, Padding: padding);
        Model.Create(network, seed).WithMetadata(new ModelCard(map).ToMetadata()).Save(folder[name]);
        return folder[name];
    }
}
