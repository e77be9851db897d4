using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>PReLU with its parameters.</summary>
public static class PReluLayer
{
    extension(Scope scope)
    {
        /// <summary>x for x &gt; 0, slope·x otherwise, with learnt slopes: parameter "weight", 0.25 at first. PyTorch: <c>nn.PReLU</c>. He et al., 2015, https://arxiv.org/abs/1502.01852.</summary>
        /// <param name="x">[…, C].</param>
        /// <param name="slopes">One for each channel (C), or one for all (1, PyTorch's default).</param>
        public Value PRelu(Value x, int slopes = 1) => x.PRelu(scope.Parameter("weight", [slopes], Initialiser.Constant(0.25f)));
    }
}
