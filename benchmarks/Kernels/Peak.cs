using BenchmarkDotNet.Attributes;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>What one core can do at best: fused multiply-adds on registers, twelve chains deep so that none waits for another.</summary>
public class Peak : ICountsFlops
{
    private const int Rounds = 1_000_000;

    private readonly float[] _sink = new float[64];

    public double Flops => 2.0 * 12 * Rounds * VectorWidths.Best.Lanes();

    [Benchmark]
    public void FusedMultiplyAdds()
    {
        switch (VectorWidths.Best)
        {
            case VectorWidth.Bits512: Chains<Lane512>(); break;
            case VectorWidth.Bits256: Chains<Lane256>(); break;
            case VectorWidth.Bits128: Chains<Lane128>(); break;
            default: Chains<Lane1>(); break;
        }
    }

    private unsafe void Chains<TLane>() where TLane : unmanaged, ILane<TLane>
    {
        TLane a = TLane.Broadcast(0.999f), b = TLane.Broadcast(0.001f);
        TLane x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a, x8 = a, x9 = a, x10 = a, x11 = a;
        for (var i = 0; i < Rounds; i++)
        {
            x0 = TLane.MultiplyAdd(a, b, x0);
            x1 = TLane.MultiplyAdd(a, b, x1);
            x2 = TLane.MultiplyAdd(a, b, x2);
            x3 = TLane.MultiplyAdd(a, b, x3);
            x4 = TLane.MultiplyAdd(a, b, x4);
            x5 = TLane.MultiplyAdd(a, b, x5);
            x6 = TLane.MultiplyAdd(a, b, x6);
            x7 = TLane.MultiplyAdd(a, b, x7);
            x8 = TLane.MultiplyAdd(a, b, x8);
            x9 = TLane.MultiplyAdd(a, b, x9);
            x10 = TLane.MultiplyAdd(a, b, x10);
            x11 = TLane.MultiplyAdd(a, b, x11);
        }

        fixed (float* sink = _sink)
        {
            TLane.Store(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11, sink);
        }
    }
}
