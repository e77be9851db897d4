using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>What the shapes of a convolution must be.</summary>
internal static class ConvShapes
{
    /// <summary>The kernel's extents, from weights [(kD,) kH, kW, Cin, Cout].</summary>
    public static Triple Kernel(Shape weights) => weights.Rank switch
    {
        5 => new(weights[0], weights[1], weights[2]),
        4 => new(1, weights[0], weights[1]),
        _ => throw new ArgumentException($"Conv: weights are [kH, kW, Cin, Cout] or [kD, kH, kW, Cin, Cout], not {weights}."),
    };

    /// <summary>Input and output channels of a convolution with these weights.</summary>
    public static (int In, int Out) Channels(Shape weights, int groups, bool exchanged) =>
        exchanged ? (weights[^1] * groups, weights[^2]) : (weights[^2] * groups, weights[^1]);

    /// <summary>Refuses inputs that a convolution's weights were not made for.</summary>
    public static void Require(string name, ConvGeometry geometry, Shape x, Shape weights, bool exchanged)
    {
        var (input, output) = Channels(weights, geometry.Groups, exchanged);
        if (x.Rank != weights.Rank || x.Rank is not (4 or 5))
        {
            throw new ArgumentException($"{name}: input {x} and weight {weights} do not belong together: images [N, H, W, C] take [kH, kW, Cin, Cout], volumes [N, D, H, W, C] take [kD, kH, kW, Cin, Cout].");
        }

        if (x.Channels != input)
        {
            throw new ArgumentException($"{name}: input has {x.Channels} channels but the weight was made for {input} (input {x}, weight {weights}).");
        }

        if (geometry.Groups < 1 || output % geometry.Groups != 0)
        {
            throw new ArgumentException($"{name}: {geometry.Groups} groups do not divide {input} input and {output} output channels.");
        }

        if (Smallest(geometry.Stride) < 1 || Smallest(geometry.Dilation) < 1 || Smallest(geometry.PadBefore) < 0 || Smallest(geometry.PadAfter) < 0)
        {
            throw new ArgumentException($"{name}: stride {geometry.Stride} and dilation {geometry.Dilation} are at least 1, padding {geometry.PadBefore} at least 0.");
        }
    }

    private static int Smallest(Triple triple) => Math.Min(triple.D, Math.Min(triple.H, triple.W));
}
