using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>The natural logarithm.</summary>
public sealed record Log : Unary<LogFunction>
{
    /// <inheritdoc/>
    protected override LogFunction Function => default;

    /// <summary>Reads the input, not the output.</summary>
    public override void Gradient(Backward back) => back.To(0, () => back.Gradient / back.Input(0));
}

/// <summary>Log of values.</summary>
public static class LogExtension
{
    extension(Value x)
    {
        /// <summary>The natural logarithm: −∞ for 0, NaN below. PyTorch: <c>log</c>.</summary>
        public Value Log() => x.Graph.Add(new Log(), x);
    }
}
