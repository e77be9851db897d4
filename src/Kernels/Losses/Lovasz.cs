namespace UNetSharp.Kernels;

/// <summary>Binds the Lovász extension of the Jaccard loss, and its gradient to the errors. Berman, Rannen Triki, Blaschko, CVPR 2018, arXiv 1705.08790.</summary>
/// <remarks>
/// For a sample and a class, with the errors e sorted from the largest down and the truth y as 0 and 1 in that order:
/// <code>
/// loss = Σ_i e_i·(J_i − J_{i−1}),   J_i = 1 − (Σ y − Σ_{j≤i} y_j) / (Σ y + Σ_{j≤i} (1 − y_j)),   J_0 = 0
/// </code>
/// J_i is the Jaccard loss if just the i largest errors were mistakes. The gradient to e_i is J_i − J_{i−1}. Of equal errors the first comes first. A pixel with error 0 and truth 0 counts nowhere.
/// </remarks>
public static class Lovasz
{
    /// <summary>losses = [N, C].</summary>
    /// <param name="errors">[N, pixels, C], contiguous.</param>
    /// <param name="truth">0 and 1, of the errors' extents, contiguous.</param>
    /// <param name="losses">The result: N·C numbers, contiguous.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel Bind(Window errors, Window truth, Window losses)
    {
        Require(errors, truth, losses);
        return new LovaszKernel(errors, truth, losses);
    }

    /// <summary>result = gradient·∂losses/∂errors.</summary>
    /// <param name="gradient">The gradient of the losses: N·C numbers, contiguous.</param>
    /// <param name="errors">What the loss read.</param>
    /// <param name="truth">What the loss read.</param>
    /// <param name="result">The gradient of the errors, contiguous.</param>
    /// <exception cref="ArgumentException">The windows do not fit together.</exception>
    public static Kernel BindGradient(Window gradient, Window errors, Window truth, Window result)
    {
        Require(errors, truth, gradient);
        Contiguous.Require("Lovasz", errors, result);
        return new LovaszGradientKernel(gradient, errors, truth, result);
    }

    private static void Require(Window errors, Window truth, Window losses)
    {
        Contiguous.Require("Lovasz", errors, truth);
        Contiguous.Require("Lovasz", losses);
        if (losses.Size != (long)errors.N * errors.C)
        {
            throw new ArgumentException($"Lovasz: errors {errors} give [{errors.N}, {errors.C}] losses, not {losses}.");
        }
    }
}
