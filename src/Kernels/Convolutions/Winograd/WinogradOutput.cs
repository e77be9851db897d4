namespace UNetSharp.Kernels;

/// <summary>The way out of the Winograd domain: y = f(Aᵀ m A + bias + addend), tile by tile, straight into the destination.</summary>
internal sealed unsafe class WinogradOutput<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _output;
    private readonly Window? _bias;
    private readonly Window? _addend;
    private readonly float _slope;

    public WinogradOutput(Window output, Epilogue epilogue) =>
        (_output, _bias, _addend, _slope) = (output, epilogue.Bias, epilogue.Addend, epilogue.NegativeSlope);

    /// <summary>Floats to work in.</summary>
    public static int WorkLength => WinogradTransform.BufferLength<TLane>() + (WinogradTransform.Tile * WinogradTransform.Tile * TLane.Count);

    /// <summary>Writes one tile of L channels, or of what the output has of it.</summary>
    /// <param name="at">The first pixel and channel.</param>
    /// <param name="from">36 vectors.</param>
    /// <param name="stride">Floats between them.</param>
    /// <param name="work">Memory to work in.</param>
    public void Write((int N, int D, int Y, int X, int C) at, float* from, long stride, float* work)
    {
        var buffer = work + (WinogradTransform.Tile * WinogradTransform.Tile * TLane.Count);
        WinogradTransform.Output<TLane>(from, stride, buffer, work);

        int height = Math.Min(WinogradTransform.Tile, _output.H - at.Y), width = Math.Min(WinogradTransform.Tile, _output.W - at.X);
        var whole = at.C + TLane.Count <= _output.C;
        for (var y = 0; y < height; y++)
        {
            var row = work + (y * WinogradTransform.Tile * TLane.Count);
            var to = _output.Pixel(at.N, at.D, at.Y + y, at.X) + at.C;
            var addend = _addend is { } window ? window.Pixel(at.N, at.D, at.Y + y, at.X) + at.C : null;
            for (var x = 0; x < width; x++)
            {
                var add = addend == null ? null : addend + (x * _addend!.Value.StrideW);
                if (whole)
                {
                    Vector(row + (x * TLane.Count), at.C, add, to + (x * _output.StrideW));
                }
                else
                {
                    Scalars(row + (x * TLane.Count), at.C, add, to + (x * _output.StrideW));
                }
            }
        }
    }

    private void Vector(float* from, int channel, float* addend, float* to)
    {
        var value = TLane.Load(from);
        if (_bias is { } bias)
        {
            value += TLane.Load(bias.Start + channel);
        }

        if (addend != null)
        {
            value += TLane.Load(addend);
        }

        if (_slope != 1)
        {
            // 0 > z, so that NaN stays NaN; and no product with a slope of 0, so that −∞ becomes 0.
            var negative = _slope == 0 ? TLane.Zero : TLane.Broadcast(_slope) * value;
            value = TLane.SelectGreater(TLane.Zero, value, negative, value);
        }

        TLane.Store(value, to);
    }

    // The same for the channels behind the last whole block.
    private void Scalars(float* from, int channel, float* addend, float* to)
    {
        for (var c = 0; c < _output.C - channel; c++)
        {
            var value = from[c];
            if (_bias is { } bias)
            {
                value += bias.Start[channel + c];
            }

            if (addend != null)
            {
                value += addend[c];
            }

            to[c] = value < 0 && _slope != 1 ? (_slope == 0 ? 0 : _slope * value) : value;
        }
    }
}
