namespace UNetSharp.Kernels;

/// <summary>Batch, instance, group and layer normalisation: y = f((x − mean) / √(variance + ε)·γ + β), and what its gradient takes.</summary>
/// <remarks>
/// They differ only in which numbers share a mean and a variance (a set). Moments are [1, 2, S] for statistics over the whole batch and [N, 2, S] for statistics of each sample:
/// means, then biased variances, of S sets of C / S neighbouring channels. S = C is batch or instance normalisation, S = 1 layer normalisation, else group normalisation.
/// f(z) = z for z &gt; 0, slope·z otherwise: slope 1 leaves z as it is, 0 is ReLU. Backward z is computed again from x, which has to be read anyway: the output need not be kept for its sign.
/// </remarks>
public static class Normalisation
{
    /// <summary>Means and biased variances: Σ x / n and Σ (x − mean)² / n.</summary>
    /// <param name="x">Input.</param>
    /// <param name="moments">[N or 1, 1, 1, 2, S]: of each sample, or of all together.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The moments have not that form.</exception>
    public static Kernel Moments(Window x, Window moments, VectorWidth width)
    {
        CheckMoments(x, moments);
        return width switch
        {
            VectorWidth.Bits512 => Moments<Lane512>(x, moments),
            VectorWidth.Bits256 => Moments<Lane256>(x, moments),
            VectorWidth.Bits128 => Moments<Lane128>(x, moments),
            _ => Moments<Lane1>(x, moments),
        };
    }

    /// <summary>y = f((x − mean) / √(variance + ε)·γ + β).</summary>
    /// <param name="normalised">What is normalised, with which statistics and by which parameters.</param>
    /// <param name="y">Output; may be the input's own memory.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Forward(Normalised normalised, Window y, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(normalised);
        normalised.Check();
        CheckExtents("output", normalised.X, y);
        return width switch
        {
            VectorWidth.Bits512 => Forward<Lane512>(normalised, y),
            VectorWidth.Bits256 => Forward<Lane256>(normalised, y),
            VectorWidth.Bits128 => Forward<Lane128>(normalised, y),
            _ => Forward<Lane1>(normalised, y),
        };
    }

    /// <summary>Σ dz and Σ dz·x̂ for each channel, dz = dy·f′ and x̂ = (x − mean) / √(variance + ε): the gradients of β and γ, and what that of x needs.</summary>
    /// <param name="normalised">What was normalised; γ and β are of use only with an activation.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="sums">[1, 1, 1, 2, C], over everything, or [N, 1, 1, 2, C], over each sample.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Sums(Normalised normalised, Window dy, Window sums, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(normalised);
        var (x, moments) = (normalised.X, normalised.Moments);
        normalised.Check();
        CheckExtents("output's gradient", x, dy);
        if ((sums.N != x.N && sums.N != 1) || (sums.D, sums.H, sums.W, sums.C) != (1, 1, 2, x.C) || (moments.N == 1 && sums.N != 1))
        {
            throw new ArgumentException($"Normalisation: sums {sums} for input {x} with moments {moments}; expected [1, 1, 1, 2, {x.C}], or one for each sample where the moments are.");
        }

        return width switch
        {
            VectorWidth.Bits512 => Sums<Lane512>(normalised, dy, sums),
            VectorWidth.Bits256 => Sums<Lane256>(normalised, dy, sums),
            VectorWidth.Bits128 => Sums<Lane128>(normalised, dy, sums),
            _ => Sums<Lane1>(normalised, dy, sums),
        };
    }

    /// <summary>dx = (γ·dz − mean of γ·dz over the set − x̂·mean of γ·dz·x̂ over the set) / √(variance + ε): the gradient of the input, its part in the moments included.</summary>
    /// <param name="normalised">What was normalised.</param>
    /// <param name="dy">The gradient of the output.</param>
    /// <param name="sums">What <see cref="Sums"/> gave, as many samples as the moments have; null where each sample is one pixel and one set (layer normalisation), which needs none.</param>
    /// <param name="dx">The gradient of the input; may be the memory of dy.</param>
    /// <param name="width">The register width to compile for.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Gradient(Normalised normalised, Window dy, Window? sums, Window dx, VectorWidth width)
    {
        ArgumentNullException.ThrowIfNull(normalised);
        var (x, moments) = (normalised.X, normalised.Moments);
        normalised.Check();
        CheckExtents("output's gradient", x, dy);
        CheckExtents("input's gradient", x, dx);
        if (sums is { } given ? (given.N, given.D, given.H, given.W, given.C) != (moments.N, 1, 1, 2, x.C) : !normalised.IsByRows)
        {
            throw new ArgumentException(sums is null ? $"Normalisation: the gradient of input {x} with moments {moments} needs the sums."
                : $"Normalisation: sums {sums} for input {x} with moments {moments}; expected [{moments.N}, 1, 1, 2, {x.C}].");
        }

        return width switch
        {
            VectorWidth.Bits512 => Gradient<Lane512>(normalised, dy, sums, dx),
            VectorWidth.Bits256 => Gradient<Lane256>(normalised, dy, sums, dx),
            VectorWidth.Bits128 => Gradient<Lane128>(normalised, dy, sums, dx),
            _ => Gradient<Lane1>(normalised, dy, sums, dx),
        };
    }

    internal static void CheckMoments(Window x, Window moments)
    {
        if ((moments.N != x.N && moments.N != 1) || (moments.D, moments.H, moments.W) != (1, 1, 2) || moments.C < 1 || x.C % moments.C != 0)
        {
            throw new ArgumentException($"Normalisation: moments {moments} for input {x}; expected [{x.N} or 1, 1, 1, 2, S] with S dividing the {x.C} channels.");
        }
    }

    internal static void CheckExtents(string what, Window x, Window other)
    {
        if ((x.N, x.D, x.H, x.W, x.C) != (other.N, other.D, other.H, other.W, other.C))
        {
            throw new ArgumentException($"Normalisation: the {what} is {other}, the input {x}.");
        }
    }

    internal static void CheckChannels(string what, Window x, Window? parameter)
    {
        if (parameter is { } given && (given.Size != x.C || given.C != x.C))
        {
            throw new ArgumentException($"Normalisation: {what} is {given}, the input {x}; expected one number for each of its {x.C} channels.");
        }
    }

    private static Kernel Moments<TLane>(Window x, Window moments) where TLane : unmanaged, ILane<TLane> =>
        x is { D: 1, H: 1, W: 1 } && moments.C == 1 && moments.N == x.N ? new RowMoments<TLane>(x, moments) : new Moments<TLane>(x, moments);

    private static Kernel Forward<TLane>(Normalised normalised, Window y) where TLane : unmanaged, ILane<TLane> =>
        normalised.IsByRows ? new RowNormalise<TLane>(normalised, y) : new Normalise<TLane>(normalised, y);

    private static Kernel Sums<TLane>(Normalised normalised, Window dy, Window sums) where TLane : unmanaged, ILane<TLane> =>
        normalised.IsByRows && sums.N == 1 ? new RowNormaliseSums<TLane>(normalised, dy, sums) : new NormaliseSums<TLane>(normalised, dy, sums);

    private static Kernel Gradient<TLane>(Normalised normalised, Window dy, Window? sums, Window dx) where TLane : unmanaged, ILane<TLane> =>
        sums is { } given ? new NormaliseGradient<TLane>(normalised, dy, given, dx) : new RowNormaliseGradient<TLane>(normalised, dy, dx);
}
