namespace UNetSharp.Kernels;

/// <summary>The mean and biased variance of each sample that is one pixel: the statistics of layer normalisation.</summary>
/// <remarks>
/// A piece is some samples; a lane holds a channel. Two passes over a row that is in the first cache: the mean, then sums of x − mean and (x − mean)², from whose first what the mean lacks by
/// rounding is made good. Lanes are summed in float32, registers at the end of the row in double.
/// </remarks>
internal sealed unsafe class RowMoments<TLane>(Window x, Window moments) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly int _rowsPerPiece = Math.Max(24 * 1024 / Math.Max(x.C, 1), 1);

    public override string Name => "moments of rows";

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For((x.N + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        float* means = moments.Pixel(0, 0, 0, 0), variances = moments.Pixel(0, 0, 0, 1);
        for (var row = piece * _rowsPerPiece; row < Math.Min((piece + 1) * _rowsPerPiece, x.N); row++)
        {
            var from = x.Row(row, 0, 0);
            var near = (float)(Sums(from, 0).Sum / x.C);
            var (sum, squares) = Sums(from, near);
            var rest = sum / x.C;
            means[row * moments.StrideN] = (float)(near + rest);
            variances[row * moments.StrideN] = (float)Math.Max((squares / x.C) - (rest * rest), 0);
        }
    }

    // Σ (x − origin) and Σ (x − origin)² over a row.
    private (double Sum, double Squares) Sums(float* row, float origin)
    {
        TLane sums = TLane.Zero, squares = TLane.Zero, from = TLane.Broadcast(origin);
        var channel = 0;
        for (; channel + TLane.Count <= x.C; channel += TLane.Count)
        {
            var deviation = TLane.Load(row + channel) - from;
            sums += deviation;
            squares = TLane.MultiplyAdd(deviation, deviation, squares);
        }

        double sum = 0, square = 0;
        float* lanes = stackalloc float[2 * Lane512.Count];
        TLane.Store(sums, lanes);
        TLane.Store(squares, lanes + TLane.Count);
        for (var lane = 0; lane < TLane.Count; lane++)
        {
            sum += lanes[lane];
            square += lanes[TLane.Count + lane];
        }

        for (; channel < x.C; channel++)
        {
            var deviation = (double)row[channel] - origin;
            sum += deviation;
            square += deviation * deviation;
        }

        return (sum, square);
    }
}
