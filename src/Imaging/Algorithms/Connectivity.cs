namespace UNetSharp.Imaging;

/// <summary>Which samples are neighbours: those that differ by one step along at most so many axes.</summary>
/// <remarks>The numbers are the connectivity of scipy.ndimage.generate_binary_structure and skimage.measure.label.</remarks>
public enum Connectivity
{
    /// <summary>Neighbours share a face: 4 in an image, 6 in a volume.</summary>
    Faces = 1,

    /// <summary>Neighbours share a face or an edge: 8 in an image, 18 in a volume.</summary>
    Edges = 2,

    /// <summary>Neighbours share a face, an edge or a corner: 8 in an image, 26 in a volume.</summary>
    Corners = 3,
}
