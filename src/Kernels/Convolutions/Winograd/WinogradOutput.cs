using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The way out of the Winograd domain: y = f(Aᵀ m A + bias + addend), tile by tile, straight into the destination.</summary>
internal sealed unsafe class WinogradOutput<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _output;
    private readonly Epilogue _epilogue;
    private readonly Window _addend;

    // Raw addresses, for the inner loops; the windows above keep their memory alive. Null: nothing to add.
    private readonly float* _bias;
    private readonly bool _adds;
    private readonly float _slope;

    public WinogradOutput(Window output, Epilogue epilogue)
    {
        (_output, _epilogue, _slope) = (output, epilogue, epilogue.NegativeSlope);
        _bias = epilogue.Bias is { } bias ? bias.Start : null;
        (_adds, _addend) = epilogue.Addend is { } addend ? (true, addend) : (false, default);
    }

    /// <summary>Floats to work in.</summary>
    public static int WorkLength => WinogradTransform.BufferLength<TLane>() + (WinogradTransform.Tile * WinogradTransform.Tile * TLane.Count);

    /// <summary>Writes one tile of L channels, or of what the output has of it.</summary>
    /// <param name="at">The first pixel and channel.</param>
    /// <param name="from">36 vectors.</param>
    /// <param name="stride">Floats between them.</param>
    /// <param name="work">Memory to work in.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write((int N, int D, int Y, int X, int C) at, float* from, long stride, float* work)
    {
        var buffer = work + (WinogradTransform.Tile * WinogradTransform.Tile * TLane.Count);
        WinogradTransform.Output<TLane>(from, stride, buffer, work);

        int height = Math.Min(WinogradTransform.Tile, _output.H - at.Y), width = Math.Min(WinogradTransform.Tile, _output.W - at.X);
        var bias = _bias == null ? null : _bias + at.C;
        for (var y = 0; y < height; y++)
        {
            var row = work + (y * WinogradTransform.Tile * TLane.Count);
            var to = _output.Pixel(at.N, at.D, at.Y + y, at.X) + at.C;
            var addend = _adds ? _addend.Pixel(at.N, at.D, at.Y + y, at.X) + at.C : null;
            if (at.C + TLane.Count <= _output.C)
            {
                Vectors(width, row, bias, addend, to);
            }
            else
            {
                Scalars(width, _output.C - at.C, row, bias, addend, to);
            }
        }
    }

    // One row of a tile: L channels of up to four pixels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Vectors(int width, float* from, float* bias, float* addend, float* to)
    {
        var step = _output.StrideW;
        TLane add = bias == null ? TLane.Zero : TLane.Load(bias), slope = TLane.Broadcast(_slope);
        for (var x = 0; x < width; x++)
        {
            var value = TLane.Load(from + (x * TLane.Count)) + add;
            if (addend != null)
            {
                value += TLane.Load(addend + (x * _addend.StrideW));
            }

            if (_slope != 1)
            {
                // 0 > z, so that NaN stays NaN; and no product with a slope of 0, so that −∞ becomes 0.
                var negative = _slope == 0 ? TLane.Zero : slope * value;
                value = TLane.SelectGreater(TLane.Zero, value, negative, value);
            }

            TLane.Store(value, to + (x * step));
        }
    }

    // The same for the channels behind the last whole block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scalars(int width, int channels, float* from, float* bias, float* addend, float* to)
    {
        for (var x = 0; x < width; x++)
        {
            for (var c = 0; c < channels; c++)
            {
                var value = from[(x * TLane.Count) + c] + (bias == null ? 0 : bias[c]) + (addend == null ? 0 : addend[(x * _addend.StrideW) + c]);
                to[(x * _output.StrideW) + c] = value < 0 && _slope != 1 ? (_slope == 0 ? 0 : _slope * value) : value;
            }
        }
    }
}
