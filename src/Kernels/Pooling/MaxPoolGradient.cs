namespace UNetSharp.Kernels;

/// <summary>The gradient of max pooling with windows that do not overlap: each window writes its own inputs, so every number is written once and nothing is added.</summary>
/// <remarks>
/// A piece is some rows of windows; a lane holds a channel. Per window: its maximum, then in row-major order each input that equals it takes what is left of dy,
/// which is all of it at the first and nothing at the others. Inputs between the windows and behind the last one belong to no window and are cleared first.
/// </remarks>
internal sealed unsafe class MaxPoolGradient<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _x, _dy, _dx;
    private readonly PoolGeometry _geometry;
    private readonly int _rowsPerPiece;
    private readonly bool _gaps;

    public MaxPoolGradient(Window x, Window dy, Window dx, PoolGeometry geometry)
    {
        (_x, _dy, _dx, _geometry) = (x, dy, dx, geometry);
        _rowsPerPiece = (int)Math.Max(24 * 1024 / Math.Max((long)dy.W * dy.C * geometry.Stride.Product, 1), 1);
        _gaps = geometry.Kernel != geometry.Stride || geometry.Padding != default
            || (dy.D * geometry.Stride.D, dy.H * geometry.Stride.H, dy.W * geometry.Stride.W) != (x.D, x.H, x.W);
    }

    public override string Name => $"max pooling {_geometry.Kernel} gradient";

    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        var rows = _dy.N * _dy.D * _dy.H;
        team.For((rows + _rowsPerPiece - 1) / _rowsPerPiece, this, static (kernel, piece, _) => kernel.Rows(piece));
    }

    private void Rows(int piece)
    {
        var last = Math.Min((piece + 1) * _rowsPerPiece, _dy.N * _dy.D * _dy.H);
        for (var row = piece * _rowsPerPiece; row < last; row++)
        {
            var (plane, h) = Math.DivRem(row, _dy.H);
            var (n, d) = Math.DivRem(plane, _dy.D);
            if (_gaps)
            {
                Clear(n, d, h);
            }

            Row(n, d, h);
        }
    }

    private void Clear(int n, int d, int h)
    {
        var (firstD, depth) = PoolWindow.Owned(d, _dy.D, _geometry.Stride.D, _geometry.Padding.D, _x.D);
        var (firstH, height) = PoolWindow.Owned(h, _dy.H, _geometry.Stride.H, _geometry.Padding.H, _x.H);
        for (var plane = firstD; plane < firstD + depth; plane++)
        {
            for (var row = firstH; row < firstH + height; row++)
            {
                WindowRows.Clear(_dx, n, plane, row);
            }
        }
    }

    private void Row(int n, int d, int h)
    {
        var (firstD, depth) = PoolWindow.Cut(d, _geometry.Kernel.D, _geometry.Stride.D, _geometry.Padding.D, _x.D);
        var (firstH, height) = PoolWindow.Cut(h, _geometry.Kernel.H, _geometry.Stride.H, _geometry.Padding.H, _x.H);
        float* x = _x.Row(n, firstD, firstH), dx = _dx.Row(n, firstD, firstH);
        var share = new Share(_x, _dx, depth, height) { Gradient = _dy.Row(n, d, h) };
        for (var w = 0; w < _dy.W; w++, share.Gradient += _dy.StrideW)
        {
            (var firstW, share.Width) = PoolWindow.Cut(w, _geometry.Kernel.W, _geometry.Stride.W, _geometry.Padding.W, _x.W);
            share.X = x + (firstW * _x.StrideW);
            share.Dx = dx + (firstW * _dx.StrideW);
            ChannelLoop.Run<TLane, Share>(0, _x.C, ref share);
        }
    }

    private struct Share(Window x, Window dx, int depth, int height) : IChannelBody
    {
        public float* X, Dx, Gradient;
        public int Width;
        private readonly long _xD = x.StrideD, _xH = x.StrideH, _xW = x.StrideW, _dxD = dx.StrideD, _dxH = dx.StrideH, _dxW = dx.StrideW;

        public readonly void Run<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var largest = Largest<TNarrow>(channel);
            var left = TNarrow.Load(Gradient + channel);
            for (var d = 0; d < depth; d++)
            {
                for (var h = 0; h < height; h++)
                {
                    float* from = X + channel + (d * _xD) + (h * _xH), to = Dx + channel + (d * _dxD) + (h * _dxH);
                    for (var w = 0; w < Width; w++, from += _xW, to += _dxW)
                    {
                        var value = TNarrow.Load(from);
                        TNarrow.Store(TNarrow.SelectEqual(value, largest, left, TNarrow.Zero), to);
                        left = TNarrow.SelectEqual(value, largest, TNarrow.Zero, left);
                    }
                }
            }
        }

        private readonly TNarrow Largest<TNarrow>(int channel) where TNarrow : unmanaged, ILane<TNarrow>
        {
            var plane = X + channel;
            var largest = TNarrow.Load(plane);
            for (var d = 0; d < depth; d++, plane += _xD)
            {
                var row = plane;
                for (var h = 0; h < height; h++, row += _xH)
                {
                    var at = row;
                    for (var w = 0; w < Width; w++, at += _xW)
                    {
                        var value = TNarrow.Load(at);
                        largest = TNarrow.SelectGreater(value, largest, value, largest);
                    }
                }
            }

            return largest;
        }
    }
}
