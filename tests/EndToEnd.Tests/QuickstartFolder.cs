using UNetSharp.Imaging;
using UNetSharp.Training;

namespace UNetSharp.EndToEnd.Tests;

/// <summary>The folders that the quick start takes for granted, with small pictures of cells in them.</summary>
internal static class QuickstartFolder
{
    private static readonly SyntheticCells _cells = new() { Height = 48, Width = 64, Radius = 8 };

    /// <summary>Writes the folders into a folder.</summary>
    public static void Fill(TestFolder folder)
    {
        foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)]) Annotated(folder, "my-cells", name, number);
        foreach (var (name, number) in (ReadOnlySpan<(string, int)>)[("x", 5), ("y", 6)]) Annotated(folder, "kept-aside", name, number);
        folder.With("new-images/1.tif", _cells.Draw(1, 7).Image).With("new-images/2.tif", _cells.Draw(1, 8).Image);
    }

    private static void Annotated(TestFolder folder, string set, string name, int number)
    {
        var (image, objects) = _cells.Draw(1, number);
        var mask = Array.ConvertAll(objects.ToLabels(), cell => cell > 0 ? (byte)255 : (byte)0);
        folder.With($"{set}/images/{name}.tif", image).With($"{set}/masks/{name}.tif", new Image(mask, image.Height, image.Width));
    }
}
