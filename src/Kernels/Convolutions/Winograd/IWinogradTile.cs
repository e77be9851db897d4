namespace UNetSharp.Kernels;

/// <summary>One of Winograd's algorithms F(m×m, 3×3): m x m outputs from a patch of (m+2)x(m+2) inputs by (m+2)² products, y = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A. Here are its matrices, as transforms of vectors of L channels.</summary>
/// <remarks>The larger m, the fewer products and the larger their rounding errors: 36 for 16 outputs (m = 4), 64 for 36 outputs (m = 6), where the plain sum has 144 and 324.</remarks>
internal unsafe interface IWinogradTile
{
    /// <summary>How it is called: F(m×m,3×3).</summary>
    static abstract string Name { get; }

    /// <summary>m: outputs of a tile, along one axis.</summary>
    static abstract int Size { get; }

    /// <summary>Inputs of a tile, along one axis: m + 2.</summary>
    static abstract int Patch { get; }

    /// <summary>Products of a tile, for one input and one output channel: the square of <see cref="Patch"/>.</summary>
    static abstract int Positions { get; }

    /// <summary>Bᵀ x B of a patch: the vector of position p = Patch·i + j goes to <paramref name="to"/> + p·<paramref name="stride"/>. <paramref name="buffer"/> holds as many vectors as there are positions.</summary>
    static abstract void Input<TLane>(float* from, long strideH, long strideW, float* buffer, float* to, long stride) where TLane : unmanaged, ILane<TLane>;

    /// <summary>Aᵀ m A of positions <paramref name="stride"/> apart: m x m vectors, each finished by <paramref name="end"/>, to rows and columns of <paramref name="to"/>.</summary>
    static abstract void Output<TLane, TEnd>(float* from, long stride, TEnd end, float* to, long strideH, long strideW, float* buffer)
        where TLane : unmanaged, ILane<TLane>
        where TEnd : struct, IWinogradEnd<TLane>;

    /// <summary>G w Gᵀ of 3x3 taps (rows and columns of taps <paramref name="strideH"/> and <paramref name="strideW"/> apart, negative when they are read backwards).</summary>
    static abstract void Weights<TLane>(float* from, long strideH, long strideW, float* to, long stride, float* buffer) where TLane : unmanaged, ILane<TLane>;

    /// <summary>A d Aᵀ of a tile of m x m: the gradient of <see cref="Output"/>.</summary>
    static abstract void OutputGradient<TLane>(float* from, long strideH, long strideW, float* to, long stride) where TLane : unmanaged, ILane<TLane>;

    /// <summary>Gᵀ u G of all positions: the gradient of <see cref="Weights"/>, 3x3 vectors, row by row.</summary>
    static abstract void WeightsGradient<TLane>(float* from, long stride, float* to, float* buffer) where TLane : unmanaged, ILane<TLane>;
}
