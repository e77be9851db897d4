namespace UNetSharp.Kernels;

/// <summary>Max pooling: a piece is some rows of the output; a lane holds a channel.</summary>
internal sealed unsafe class MaxPoolForward<TLane>(Window x, Window y, PoolGeometry geometry) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly int _rowsPerPiece = (int)Math.Max(24 * 1024 / Math.Max((long)y.W * y.C * geometry.Kernel.Product, 1), 1);

    public override string Name => $"max pooling {geometry.Kernel}";

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        var rows = y.N * y.D * y.H;
        team.For((rows + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        var last = Math.Min((piece + 1) * _rowsPerPiece, y.N * y.D * y.H);
        for (var row = piece * _rowsPerPiece; row < last; row++)
        {
            var (plane, h) = Math.DivRem(row, y.H);
            var (n, d) = Math.DivRem(plane, y.D);
            Row(n, d, h);
        }
    }

    private void Row(int n, int d, int h)
    {
        var (firstD, depth) = PoolWindow.Cut(d, geometry.Kernel.D, geometry.Stride.D, geometry.Padding.D, x.D);
        var (firstH, height) = PoolWindow.Cut(h, geometry.Kernel.H, geometry.Stride.H, geometry.Padding.H, x.H);
        float* from = x.Row(n, firstD, firstH), to = y.Row(n, d, h);
        var largest = new Largest(depth, height, x.StrideD, x.StrideH, x.StrideW);
        for (var w = 0; w < y.W; w++, to += y.StrideW)
        {
            (var firstW, largest.Width) = PoolWindow.Cut(w, geometry.Kernel.W, geometry.Stride.W, geometry.Padding.W, x.W);
            largest.From = from + (firstW * x.StrideW);
            largest.To = to;
            ChannelLoop.Run<TLane, Largest>(0, x.C, ref largest);
        }
    }

    private struct Largest(int depth, int height, long strideD, long strideH, long strideW) : IChannelBody
    {
        public float* From, To;
        public int Width;

        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var plane = From + channel;
            var largest = TNarrow.Load(plane);
            for (var d = 0; d < depth; d++, plane += strideD)
            {
                var row = plane;
                for (var h = 0; h < height; h++, row += strideH)
                {
                    var at = row;
                    for (var w = 0; w < Width; w++, at += strideW)
                    {
                        largest = TNarrow.Max(largest, TNarrow.Load(at));
                    }
                }
            }

            TNarrow.Store(largest, To + channel);
        }
    }
}
