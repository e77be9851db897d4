using UNetSharp.Kernels;

namespace UNetSharp.Segmentation;

/// <summary>Takes a network over all tiles of an image once, and hands out rows of probabilities as they become final.</summary>
/// <param name="grid">The tiles.</param>
/// <param name="symmetries">Over which the probabilities of each tile are averaged.</param>
/// <param name="runner">The network compiled for an input of given extents.</param>
internal sealed class TilePass(TileGrid grid, IReadOnlyList<Symmetry> symmetries, Func<Triple, TileRunner> runner)
{
    /// <summary>Runs.</summary>
    /// <param name="reader">The samples.</param>
    /// <param name="finished">Receives the rows in order.</param>
    /// <param name="done">Told after each tile.</param>
    /// <param name="cancel">Looked at between kernels.</param>
    public void Run(TileReader reader, FinishedRow finished, Action done, CancellationToken cancel)
    {
        var (input, output) = (grid.Shape.Input, grid.Shape.Output);
        var classes = runner(input).Classes;
        var slab = new ProbabilitySlab(grid, classes);
        var samples = new float[checked((int)(input.Places * reader.Channels))];
        var (probabilities, turned) = (new float[checked((int)(output.Places * classes))], symmetries.Count > 1 ? new float[output.Places * classes] : []);
        foreach (var tile in grid)
        {
            reader.Read(tile.InputStart, input, samples);
            if (symmetries.Count == 1)
            {
                var network = runner(input);
                samples.CopyTo(network.Input);
                network.Run(probabilities, cancel);
            }
            else
            {
                Average(samples, turned, probabilities, cancel);
            }

            slab.Add(tile, probabilities);
            slab.Release(grid.FinalAfter(tile.Index), finished);
            done();
        }
    }

    private void Average(float[] samples, float[] turned, float[] mean, CancellationToken cancel)
    {
        Array.Clear(mean);
        foreach (var symmetry in symmetries)
        {
            var network = runner(symmetry.Of(grid.Shape.Input));
            symmetry.Apply(samples, grid.Shape.Input, network.Input);
            network.Run(turned, cancel);
            symmetry.AddBack(turned, grid.Shape.Output, 1f / symmetries.Count, mean);
        }
    }
}
