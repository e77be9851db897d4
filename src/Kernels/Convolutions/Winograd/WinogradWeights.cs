namespace UNetSharp.Kernels;

/// <summary>The weights of a Winograd convolution, transformed panel by panel: U = G w Gᵀ.</summary>
/// <remarks>
/// <code>
/// U [36][panel][kD][K][2·L]   36 positions, an odd number of cache lines apart; then micropanels of the product's right matrix, K = the input's blocks of L channels
/// </code>
/// Rows of channels that only fill a block up are zero, as are columns behind the last output channel.
/// </remarks>
internal sealed unsafe class WinogradWeights<TLane> where TLane : unmanaged, ILane<TLane>
{
    private readonly Window _weights;
    private readonly WinogradInputs<TLane> _inputs;
    private readonly bool _transposed, _flipped;

    private readonly int _outputs;

    // Floats between rows of channels as they are stored, and between taps.
    private readonly long _row, _tap;

    public WinogradWeights(OrderedWeights weights, WinogradInputs<TLane> inputs)
    {
        (_weights, _inputs, _outputs) = (weights.Values, inputs, weights.Outputs);
        (_transposed, _flipped) = (weights.Transposed, weights.Flipped);
        (_row, _tap) = (_weights.C, (long)_weights.W * _weights.C);
    }

    /// <summary>Floats of one micropanel [kD][K][2·L].</summary>
    public long PanelLength => (long)_weights.N * _inputs.Blocks * TLane.Count * 2 * TLane.Count;

    /// <summary>Micropanels of 2·L output channels.</summary>
    public int Panels => (_outputs + (2 * TLane.Count) - 1) / (2 * TLane.Count);

    /// <summary>Floats to work in.</summary>
    public static int WorkLength => WinogradTransform.BufferLength<TLane>() + (9 * TLane.Count * TLane.Count);

    /// <summary>Transforms some channel blocks of one panel.</summary>
    /// <param name="panel">Which 2·L output channels.</param>
    /// <param name="block">The first block of L input channels.</param>
    /// <param name="blockEnd">The end of the blocks.</param>
    /// <param name="to">The panel's start, at position 0.</param>
    /// <param name="stride">Floats between positions.</param>
    /// <param name="work">Memory to work in.</param>
    public void Transform(int panel, int block, int blockEnd, float* to, long stride, float* work)
    {
        int lanes = TLane.Count, width = 2 * lanes;
        for (var depth = 0; depth < _weights.N; depth++)
        {
            for (var at = block; at < blockEnd; at++)
            {
                var rows = to + ((((long)depth * _inputs.Blocks) + at) * lanes * width);
                Block(depth, at, panel * width, rows, stride, work);
                Block(depth, at, (panel * width) + lanes, rows + lanes, stride, work);
            }
        }
    }

    // L input channels by L output channels of one depth tap: L vectors, each with its nine taps.
    private void Block(int depth, int block, int output, float* to, long stride, float* work)
    {
        int lanes = TLane.Count;
        var (input, inputs) = _inputs.Block(block);
        var outputs = Math.Clamp(_outputs - output, 0, lanes);
        var buffer = work + (9 * lanes * lanes);
        var taps = _weights.Start + ((_flipped ? _weights.N - 1 - depth : depth) * 9 * _tap);
        var direct = outputs == lanes && inputs == lanes && !_transposed;
        if (!direct)
        {
            Gather(taps, (input, inputs), (output, outputs), work);
        }

        var from = direct ? taps + (input * _row) + output : work;
        var (step, tap) = direct ? (_row, _tap) : (9 * lanes, lanes);
        var (strideH, strideW) = (3 * tap, tap);
        if (_flipped)
        {
            from += 8 * tap;
            (strideH, strideW) = (-strideH, -strideW);
        }

        for (var k = 0; k < lanes; k++)
        {
            WinogradTransform.Weights<TLane>(from + (k * step), strideH, strideW, buffer, to + (k * 2 * lanes), stride);
        }
    }

    // work [L inputs][9 taps][L outputs], zero where there is no channel.
    private void Gather(float* taps, (int First, int Count) input, (int First, int Count) output, float* work)
    {
        int lanes = TLane.Count;
        if (input.Count < lanes || output.Count < lanes)
        {
            new Span<float>(work, 9 * lanes * lanes).Clear();
        }

        var (outputStep, inputStep) = _transposed ? (_row, 1L) : (1L, _row);
        for (var tap = 0; tap < 9; tap++)
        {
            for (var o = 0; o < output.Count; o++)
            {
                var from = taps + (tap * _tap) + ((output.First + o) * outputStep) + (input.First * inputStep);
                var to = work + (tap * lanes) + o;
                for (var k = 0; k < input.Count; k++)
                {
                    to[k * 9 * lanes] = from[k * inputStep];
                }
            }
        }
    }
}
