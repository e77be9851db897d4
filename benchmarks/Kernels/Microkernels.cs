using BenchmarkDotNet.Attributes;

namespace UNetSharp.Kernels.Benchmarks;

/// <summary>The product's microkernel on operands in the caches: sixteen microtiles against one micropanel.</summary>
public unsafe class Microkernels : ICountsFlops
{
    private const int Tiles = 16;

    private MemoryBlock _block = new(0);

    [Params(64, 128, 256, 1024)]
    public int Depth { get; set; }

    public double Flops => VectorWidths.Best switch
    {
        VectorWidth.Bits512 => Of<Lane512>(),
        VectorWidth.Bits256 => Of<Lane256>(),
        VectorWidth.Bits128 => Of<Lane128>(),
        _ => Of<Lane1>(),
    };

    [GlobalSetup]
    public void Setup()
    {
        _block = new MemoryBlock((Tiles * Depth * 14) + (Depth * 32) + (Tiles * 14 * 32));
        _block.Fill(0.001f);
    }

    [Benchmark]
    public void Packed() => Run(transposed: false);

    [Benchmark]
    public void Transposed() => Run(transposed: true);

    private double Of<TLane>() where TLane : unmanaged, ILane<TLane> => 2.0 * Tiles * TLane.Rows * 2 * TLane.Count * Depth;

    private void Run(bool transposed)
    {
        switch (VectorWidths.Best)
        {
            case VectorWidth.Bits512: Run<Lane512>(transposed); break;
            case VectorWidth.Bits256: Run<Lane256>(transposed); break;
            case VectorWidth.Bits128: Run<Lane128>(transposed); break;
            default: Run<Lane1>(transposed); break;
        }
    }

    private void Run<TLane>(bool transposed) where TLane : unmanaged, ILane<TLane>
    {
        fixed (float* start = _block.Span(0, (int)_block.Length))
        {
            float* b = start + (Tiles * Depth * TLane.Rows), c = b + (Depth * 2 * TLane.Count);
            for (var tile = 0; tile < Tiles; tile++)
            {
                var to = c + (tile * TLane.Rows * 2 * TLane.Count);
                if (transposed)
                {
                    Microkernel.RunTransposed<TLane>(Depth, start + (tile * TLane.Rows), Tiles * TLane.Rows, b, to, 2 * TLane.Count, false);
                }
                else
                {
                    Microkernel.Run<TLane>(Depth / TLane.Count, start + (tile * TLane.Rows * Depth), b, to, 2 * TLane.Count, false);
                }
            }
        }
    }
}
