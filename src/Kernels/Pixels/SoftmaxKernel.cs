using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>Softmax or its logarithm over few channels: a lane is a pixel.</summary>
internal sealed unsafe class SoftmaxKernel<TLane>(Window x, Window result, bool logarithm) : PixelKernel<TLane>(1, checked((int)x.Pixels), x.C)
    where TLane : unmanaged, ILane<TLane>
{
    public override string Name => logarithm ? "log softmax" : "softmax";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var offset = (first + at) * Channels;
            Gather(x.Start + offset, pixels, Channels, tiles);
            var log = Center(tiles, Channels);
            for (var c = 0; c < Channels; c++)
            {
                var y = TLane.Load(tiles + (c * TLane.Count)) - log;
                TLane.Store(logarithm ? y : Elementary.Exp(y), tiles + (c * TLane.Count));
            }

            Scatter(tiles, pixels, Channels, result.Start + offset);
        }
    }
}

/// <summary>The gradient of softmax, y·(g − Σ g·y), or of its logarithm, g − eʸ·Σ g, from the output y: a lane is a pixel.</summary>
internal sealed unsafe class SoftmaxGradientKernel<TLane>(Window gradient, Window y, Window result, bool logarithm) : PixelKernel<TLane>(1, checked((int)y.Pixels), y.C)
    where TLane : unmanaged, ILane<TLane>
{
    public override string Name => logarithm ? "gradient of log softmax" : "gradient of softmax";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Piece(long first, int count, float* tiles, double* partials)
    {
        var ys = tiles + (Channels * TLane.Count);
        for (var at = 0; at < count; at += TLane.Count)
        {
            var pixels = Math.Min(TLane.Count, count - at);
            var offset = (first + at) * Channels;
            Gather(gradient.Start + offset, pixels, Channels, tiles);
            Gather(y.Start + offset, pixels, Channels, ys);
            var sum = TLane.Zero;
            for (var c = 0; c < Channels * TLane.Count; c += TLane.Count)
            {
                sum = logarithm ? sum + TLane.Load(tiles + c) : TLane.MultiplyAdd(TLane.Load(tiles + c), TLane.Load(ys + c), sum);
            }

            for (var c = 0; c < Channels * TLane.Count; c += TLane.Count)
            {
                TLane g = TLane.Load(tiles + c), own = TLane.Load(ys + c);
                TLane.Store(logarithm ? g - (Elementary.Exp(own) * sum) : own * (g - sum), tiles + c);
            }

            Scatter(tiles, pixels, Channels, result.Start + offset);
        }
    }
}
