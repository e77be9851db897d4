using System.Runtime.Intrinsics;

namespace UNetSharp.Kernels;

/// <summary>The register width that kernels are compiled for.</summary>
public enum VectorWidth
{
    /// <summary>No vectors: one float at a time.</summary>
    Scalar = 32,

    /// <summary>128 bits: SSE, ARM NEON.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>The widths that this machine has.</summary>
public static class VectorWidths
{
    /// <summary>The widest registers that the machine has, as the runtime reports them: <c>DOTNET_PreferredVectorBitWidth</c> and <c>DOTNET_EnableHWIntrinsic=0</c> are honoured.</summary>
    public static VectorWidth Best { get; } =
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Bits128
        : VectorWidth.Scalar;

    /// <summary>Floats in one register of the width.</summary>
    public static int Lanes(this VectorWidth width) => (int)width / 32;
}
