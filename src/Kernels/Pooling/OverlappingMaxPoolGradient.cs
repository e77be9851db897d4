namespace UNetSharp.Kernels;

/// <summary>The gradient of max pooling with windows that overlap (3x3 every 2): each row of inputs gathers from all windows that reach it.</summary>
/// <remarks>
/// A piece is some rows of the input, so no two pieces write the same number; within a row contributions are added in the order of the windows. A window of height 3
/// is looked at by each of its three rows: arithmetic in the cache instead of kept indices. A lane holds a channel; the place of the maximum is carried beside it as a float.
/// </remarks>
internal sealed unsafe class OverlappingMaxPoolGradient<TLane>(Window x, Window dy, Window dx, PoolGeometry geometry) : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly int _rowsPerPiece = (int)Math.Max(16 * 1024 / Math.Max((long)x.W * x.C, 1), 1);

    public override string Name => $"max pooling {geometry.Kernel} every {geometry.Stride} gradient";

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        var rows = x.N * x.D * x.H;
        team.For((rows + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        var last = Math.Min((piece + 1) * _rowsPerPiece, x.N * x.D * x.H);
        for (var row = piece * _rowsPerPiece; row < last; row++)
        {
            var (plane, h) = Math.DivRem(row, x.H);
            var (n, d) = Math.DivRem(plane, x.D);
            WindowRows.Clear(dx, n, d, h);
            var (firstD, endD) = PoolWindow.Holding(d, geometry.Kernel.D, geometry.Stride.D, geometry.Padding.D, dy.D);
            var (firstH, endH) = PoolWindow.Holding(h, geometry.Kernel.H, geometry.Stride.H, geometry.Padding.H, dy.H);
            for (var windowD = firstD; windowD < endD; windowD++)
            {
                for (var windowH = firstH; windowH < endH; windowH++)
                {
                    Gather(n, (d, h), (windowD, windowH));
                }
            }
        }
    }

    // Adds to the row (d, h) of the gradient what a row of windows sends there.
    private void Gather(int n, (int D, int H) row, (int D, int H) window)
    {
        var (firstD, depth) = PoolWindow.Cut(window.D, geometry.Kernel.D, geometry.Stride.D, geometry.Padding.D, x.D);
        var (firstH, height) = PoolWindow.Cut(window.H, geometry.Kernel.H, geometry.Stride.H, geometry.Padding.H, x.H);
        float* from = x.Row(n, firstD, firstH), to = dx.Row(n, row.D, row.H);
        var search = new Search(x, dx.StrideW, depth, height) { Gradient = dy.Row(n, window.D, window.H) };
        for (var w = 0; w < dy.W; w++, search.Gradient += dy.StrideW)
        {
            (var firstW, search.Width) = PoolWindow.Cut(w, geometry.Kernel.W, geometry.Stride.W, geometry.Padding.W, x.W);
            search.X = from + (firstW * x.StrideW);
            search.Dx = to + (firstW * dx.StrideW);
            search.FirstTap = (((row.D - firstD) * height) + (row.H - firstH)) * search.Width;
            ChannelLoop.Run<TLane, Search>(0, x.C, ref search);
        }
    }

    private struct Search(Window x, long strideDx, int depth, int height) : IChannelBody
    {
        public float* X, Dx, Gradient;
        public int Width, FirstTap;
        private readonly long _strideD = x.StrideD, _strideH = x.StrideH, _strideW = x.StrideW;

        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var (place, gradient) = (Place<TNarrow>(channel), TNarrow.Load(Gradient + channel));
            var to = Dx + channel;
            for (var w = 0; w < Width; w++, to += strideDx)
            {
                var share = TNarrow.SelectEqual(place, TNarrow.Broadcast(FirstTap + w), gradient, TNarrow.Zero);
                TNarrow.Store(TNarrow.Load(to) + share, to);
            }
        }

        // Which input of the window, in row-major order, is the first maximum.
        private readonly TNarrow Place<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var tap = 0;
            TNarrow largest = TNarrow.Load(X + channel), place = TNarrow.Zero;
            for (var d = 0; d < depth; d++)
            {
                for (var h = 0; h < height; h++)
                {
                    var at = X + channel + (d * _strideD) + (h * _strideH);
                    for (var w = 0; w < Width; w++, at += _strideW, tap++)
                    {
                        var value = TNarrow.Load(at);
                        place = TNarrow.SelectGreater(value, largest, TNarrow.Broadcast(tap), place);
                        largest = TNarrow.SelectGreater(value, largest, value, largest);
                    }
                }
            }

            return place;
        }
    }
}
