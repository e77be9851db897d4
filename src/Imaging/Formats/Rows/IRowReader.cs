namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>Reads a picture in bands of rows, holding no more of it than it must.</summary>
/// <remarks>
/// TIFF reads any band directly (in whole strips or tiles); PNG reads forwards and begins anew for a band further up.
/// Formats that can't be read in parts are read whole and handed out in bands.
/// </remarks>
public interface IRowReader : IDisposable
{
    /// <summary>The whole picture's size and kind.</summary>
    ImageLayout Layout { get; }

    /// <summary>How many planes the file has; this reader reads one of them.</summary>
    int Pages { get; }

    /// <summary>The rows [top, top + rows), as a picture of their own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    /// <exception cref="InvalidDataException">The file is damaged there.</exception>
    Image Read(int top, int rows);
}
