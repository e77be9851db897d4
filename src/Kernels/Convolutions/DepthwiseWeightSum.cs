using System.Runtime.CompilerServices;

namespace UNetSharp.Kernels;

/// <summary>The kernel behind <see cref="DepthwiseConvWeightGradient"/>.</summary>
/// <remarks>
/// Rows of dy fall into slices, at most 64; each sums into a copy of dw of its own, and the copies are added in their order. Within a row, a tap is one sum over its
/// positions, kept in registers for 4·L, L or 1 channels.
/// </remarks>
internal sealed unsafe class DepthwiseWeightSum<TLane> : Kernel where TLane : unmanaged, ILane<TLane>
{
    private const int MostSlices = 64;
    private const long MostCopies = 4 << 20;

    private readonly ConvWindows _windows;
    private readonly ConvGeometry _geometry;
    private readonly DepthwiseReads _d, _h;
    private readonly int _slices;
    private Scratch _scratch;

    /// <summary>Plans it.</summary>
    public DepthwiseWeightSum(ConvWindows windows, ConvGeometry geometry)
    {
        (_windows, _geometry) = (windows, geometry);
        var axes = DepthwiseReads.Axes(geometry);
        _d = DepthwiseReads.Forward(windows.Output.D, windows.Input[0].D, axes[0]);
        _h = DepthwiseReads.Forward(windows.Output.H, windows.Input[0].H, axes[1]);
        _slices = (int)Math.Clamp(Math.Min(Rows, MostCopies / Math.Max(1, windows.Weights.Size)), 1, MostSlices);
    }

    /// <inheritdoc/>
    public override string Name => $"depthwise weight gradient in {_slices} slices";

    /// <inheritdoc/>
    public override ScratchNeed Scratch => new(_slices * _windows.Weights.Size, 0);

    private int Rows => _windows.Output.N * _windows.Output.D * _windows.Output.H;

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        _scratch = scratch;
        team.For(_slices, this, static (kernel, slice, _) => kernel.Sum(slice));
        team.For(1, this, static (kernel, _, _) => kernel.AddSlices());
    }

    private void AddSlices() => PartialSums.Add<TLane>(_scratch.Shared, _slices, _windows.Weights.Size, (0, _windows.Weights.Size), _windows.Weights.Start);

    private void Sum(int slice)
    {
        var (output, kernel) = (_windows.Output, _geometry.Kernel);
        var size = _windows.Weights.Size;
        var copy = _scratch.Shared + (slice * size);
        new Span<float>(copy, (int)size).Clear();
        for (var row = (int)((long)Rows * slice / _slices); row < (long)Rows * (slice + 1) / _slices; row++)
        {
            var (n, d, h) = (row / output.H / output.D, row / output.H % output.D, row % output.H);
            for (var i = _d.First[d]; i < _d.First[d + 1]; i++)
            {
                for (var j = _h.First[h]; j < _h.First[h + 1]; j++)
                {
                    var tap = ((_d.Taps[i] * kernel.H) + _h.Taps[j]) * kernel.W;
                    for (var k = 0; k < kernel.W; k++)
                    {
                        AddRow(_windows.Input[0].Row(n, _d.Sources[i], _h.Sources[j]), output.Row(n, d, h), k, copy + ((long)(tap + k) * output.C));
                    }
                }
            }
        }
    }

    // dw[c] += Σ over the positions of a row that tap k keeps inside: x[position·stride + k·dilation − pad, c]·dy[position, c].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRow(float* x, float* dy, int k, float* dw)
    {
        var (stride, input, output) = (_geometry.Stride.W, _windows.Input[0], _windows.Output);
        var offset = (k * _geometry.Dilation.W) - _geometry.PadBefore.W;
        var first = Math.Max(0, (-offset + stride - 1) / stride);
        var count = Math.Min(output.W, (input.W - offset + stride - 1) / stride) - first;
        x += ((first * stride) + offset) * input.StrideW;
        dy += first * output.StrideW;
        var c = 0;
        for (; c <= output.C - (4 * TLane.Count); c += 4 * TLane.Count)
        {
            TLane s0 = TLane.Load(dw + c), s1 = TLane.Load(dw + c + TLane.Count), s2 = TLane.Load(dw + c + (2 * TLane.Count)), s3 = TLane.Load(dw + c + (3 * TLane.Count));
            float* a = x + c, b = dy + c;
            for (var i = 0; i < count; i++, a += stride * input.StrideW, b += output.StrideW)
            {
                s0 = TLane.MultiplyAdd(TLane.Load(a), TLane.Load(b), s0);
                s1 = TLane.MultiplyAdd(TLane.Load(a + TLane.Count), TLane.Load(b + TLane.Count), s1);
                s2 = TLane.MultiplyAdd(TLane.Load(a + (2 * TLane.Count)), TLane.Load(b + (2 * TLane.Count)), s2);
                s3 = TLane.MultiplyAdd(TLane.Load(a + (3 * TLane.Count)), TLane.Load(b + (3 * TLane.Count)), s3);
            }

            TLane.Store(s0, dw + c);
            TLane.Store(s1, dw + c + TLane.Count);
            TLane.Store(s2, dw + c + (2 * TLane.Count));
            TLane.Store(s3, dw + c + (3 * TLane.Count));
        }

        for (; c <= output.C - TLane.Count; c += TLane.Count)
        {
            var sum = TLane.Load(dw + c);
            for (var i = 0; i < count; i++)
            {
                sum = TLane.MultiplyAdd(TLane.Load(x + c + (i * stride * input.StrideW)), TLane.Load(dy + c + (i * output.StrideW)), sum);
            }

            TLane.Store(sum, dw + c);
        }

        for (; c < output.C; c++)
        {
            for (var i = 0; i < count; i++)
            {
                dw[c] += x[c + (i * stride * input.StrideW)] * dy[c + (i * output.StrideW)];
            }
        }
    }
}
