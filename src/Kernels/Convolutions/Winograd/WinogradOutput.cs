using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The way out of the Winograd domain: y = f(scale·Aᵀ m A + bias + addend), tile by tile, straight into the destination.</summary>
internal sealed unsafe class WinogradOutput<TLane, TTile>
    where TLane : unmanaged, ILane<TLane>
    where TTile : struct, IWinogradTile
{
    private readonly Window _output;
    private readonly Epilogue _epilogue;
    private readonly Window _addend;

    // Raw addresses, for the inner loops; the windows above keep their memory alive. Null: nothing to add.
    private readonly float* _scale, _bias;
    private readonly bool _adds;
    private readonly float _slope;

    public WinogradOutput(Window output, Epilogue epilogue)
    {
        (_output, _epilogue, _slope) = (output, epilogue, epilogue.NegativeSlope);
        _scale = epilogue.Scale is { } scale ? scale.Start : null;
        _bias = epilogue.Bias is { } bias ? bias.Start : null;
        (_adds, _addend) = epilogue.Addend is { } addend ? (true, addend) : (false, default);
    }

    /// <summary>Floats to work in.</summary>
    public static int WorkLength => 2 * TTile.Positions * TLane.Count;

    /// <summary>Asks for the lines of the destination that the tile to the right writes: a store that misses the first-level cache holds up all behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void NextTile(in (int N, int D, int Y, int X, int C) at)
    {
        var to = _output.Pixel(at.N, at.D, at.Y, at.X) + at.C + (TTile.Size * _output.StrideW);
        for (var y = 0; y < TTile.Size; y++)
        {
            Prefetch.Line(to);
            Prefetch.Line(to + _output.StrideW);
            Prefetch.Line(to + (2 * _output.StrideW));
            Prefetch.Line(to + (3 * _output.StrideW));
            if (TTile.Size > 4)
            {
                Prefetch.Line(to + (4 * _output.StrideW));
                Prefetch.Line(to + (5 * _output.StrideW));
            }

            to += _output.StrideH;
        }
    }

    /// <summary>Writes one tile of L channels, or of what the output has of it.</summary>
    /// <param name="at">The first pixel and channel.</param>
    /// <param name="from">A vector for each position.</param>
    /// <param name="stride">Floats between them.</param>
    /// <param name="work">Memory to work in.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(in (int N, int D, int Y, int X, int C) at, float* from, long stride, float* work)
    {
        if (!_adds && at.Y + TTile.Size <= _output.H && at.X + TTile.Size <= _output.W && at.C + TLane.Count <= _output.C)
        {
            WriteWhole(from, stride, at.C, _output.Pixel(at.N, at.D, at.Y, at.X) + at.C, work);
            return;
        }

        TTile.Output<TLane, WinogradAsIs<TLane>>(from, stride, default, work, TTile.Size * TLane.Count, TLane.Count, work + (TTile.Positions * TLane.Count));
        int height = Math.Min(TTile.Size, _output.H - at.Y), width = Math.Min(TTile.Size, _output.W - at.X);
        for (var y = 0; y < height; y++)
        {
            var row = work + (y * TTile.Size * TLane.Count);
            var to = _output.Pixel(at.N, at.D, at.Y + y, at.X) + at.C;
            var addend = _adds ? _addend.Pixel(at.N, at.D, at.Y + y, at.X) + at.C : null;
            if (at.C + TLane.Count <= _output.C)
            {
                Vectors(width, at.C, row, addend, to);
            }
            else
            {
                Scalars(width, at.C, row, addend, to);
            }
        }
    }

    // A tile that lies inside the output goes there straight from the registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteWhole(float* from, long stride, int channel, float* to, float* work)
    {
        TLane scale = Scale(channel), bias = Bias(channel);
        switch (_slope)
        {
            case 1:
                TTile.Output<TLane, WinogradAffine<TLane>>(from, stride, new(scale, bias), to, _output.StrideH, _output.StrideW, work);
                break;
            case 0:
                TTile.Output<TLane, WinogradRelu<TLane>>(from, stride, new(scale, bias), to, _output.StrideH, _output.StrideW, work);
                break;
            default:
                TTile.Output<TLane, WinogradLeakyRelu<TLane>>(from, stride, new(scale, bias, TLane.Broadcast(_slope)), to, _output.StrideH, _output.StrideW, work);
                break;
        }
    }

    // One row of a tile: L channels of the pixels that exist.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Vectors(int width, int channel, float* from, float* addend, float* to)
    {
        var step = _output.StrideW;
        TLane scale = Scale(channel), bias = Bias(channel), slope = TLane.Broadcast(_slope);
        for (var x = 0; x < width; x++)
        {
            var value = TLane.MultiplyAdd(scale, TLane.Load(from + (x * TLane.Count)), bias);
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
    private void Scalars(int width, int channel, float* from, float* addend, float* to)
    {
        var channels = _output.C - channel;
        float* scale = _scale + channel, bias = _bias + channel;
        for (var x = 0; x < width; x++)
        {
            for (var c = 0; c < channels; c++)
            {
                var value = MathF.FusedMultiplyAdd(_scale == null ? 1 : scale[c], from[(x * TLane.Count) + c], _bias == null ? 0 : bias[c]) + (addend == null ? 0 : addend[(x * _addend.StrideW) + c]);
                to[(x * _output.StrideW) + c] = value < 0 && _slope != 1 ? (_slope == 0 ? 0 : _slope * value) : value;
            }
        }
    }

    // Of L channels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Scale(int channel) => _scale == null ? TLane.Broadcast(1) : TLane.Load(_scale + channel);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLane Bias(int channel) => _bias == null ? TLane.Zero : TLane.Load(_bias + channel);
}
