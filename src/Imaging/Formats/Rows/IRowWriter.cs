namespace UNetSharp.Imaging.Formats.Rows;

/// <summary>Writes a picture in bands of rows, from the top down. Without <see cref="Complete"/> nothing remains of the file.</summary>
public interface IRowWriter : IDisposable
{
    /// <summary>The next rows.</summary>
    /// <exception cref="ArgumentException">The band is not of the picture's width, channels and sample type, or reaches past its last row.</exception>
    void Append(Image band);

    /// <summary>All rows are written: closes the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    void Complete();
}
