namespace UNetSharp.Kernels;

/// <summary>Writes 0 where a query may look at a key that is not behind it, −∞ elsewhere: result[q, k] = k ≤ q ? 0 : −∞.</summary>
public sealed unsafe class CausalMask : Kernel
{
    private readonly Window _result;

    /// <summary>Binds it.</summary>
    /// <param name="result">Rows are queries (axis W), channels are keys; one plane.</param>
    /// <exception cref="ArgumentException">There is more than one plane.</exception>
    public CausalMask(Window result) => _result = result.Pixels == result.W ? result
        : throw new ArgumentException($"CausalMask: {result} has {result.Pixels / Math.Max(result.W, 1)} planes, expected one.");

    /// <inheritdoc/>
    public override string Name => "causal mask";

    /// <inheritdoc/>
    public override void Run(ThreadTeam team, Scratch scratch)
    {
        ArgumentNullException.ThrowIfNull(team);
        team.For(1, this, static (kernel, _, _) => kernel.Rows());
    }

    private void Rows()
    {
        for (var query = 0; query < _result.W; query++)
        {
            var row = new Span<float>(_result.Pixel(0, 0, 0, query), _result.C);
            var seen = Math.Min(query + 1, _result.C);
            row[..seen].Clear();
            row[seen..].Fill(float.NegativeInfinity);
        }
    }
}
