using UNetSharp.Imaging;

namespace UNetSharp.Segmentation.Metrics;

/// <summary>The pixel error that is left after the truth was bent towards the prediction as far as its topology allows.</summary>
/// <remarks>
/// V. Jain et al., Boundary learning by optimization with topological constraints, CVPR 2010. Samples of the truth that differ from the prediction are
/// flipped while they are simple points (<see cref="SimplePoints"/>), those on which the prediction is surest first, until none is left: displaced
/// borders cost nothing, and what remains are splits, mergers, and objects and holes too many or too few. Of all warpings the least error is wanted, which is
/// beyond reach; this greedy order is the challenge's, and ties go in raster order, so that the result is always the same.
/// Objects (insides of cells) join by faces. An image is warped in the plane and a volume in space: for a stack of sections, warp each by itself.
/// </remarks>
/// <param name="Warped">The warped truth.</param>
/// <param name="Mismatches">The samples on which warped truth and prediction still differ.</param>
public sealed record WarpingError(bool[] Warped, int Mismatches)
{
    /// <summary>Mismatches / samples, 0 to 1; it has no unit.</summary>
    public double Value => (double)Mismatches / Warped.Length;

    /// <summary>Warps a truth towards a prediction.</summary>
    /// <param name="truth">Where the truth is inside an object.</param>
    /// <param name="inside">The predicted probability of being inside.</param>
    /// <param name="extent">The extent of both.</param>
    /// <param name="threshold">Above it the prediction is inside; the distance from it is how sure the prediction is.</param>
    /// <exception cref="ArgumentException">Truth or prediction does not fill the extent.</exception>
    public static WarpingError Between(ReadOnlySpan<bool> truth, ReadOnlySpan<float> inside, Extent extent, double threshold = 0.5)
    {
        extent.RequireLength(truth.Length, "WarpingError: the truth");
        extent.RequireLength(inside.Length, "WarpingError: the prediction");
        var warped = truth.ToArray();
        var simple = new SimplePoints(extent, Connectivity.Faces);
        var mismatches = SurestFirst(truth, inside, threshold);
        for (var flipped = true; flipped;)
        {
            flipped = false;
            var left = new List<int>(mismatches.Count);
            foreach (var i in mismatches)
            {
                if (simple.IsSimple(warped, i))
                {
                    warped[i] = !warped[i];
                    flipped = true;
                }
                else
                {
                    left.Add(i);
                }
            }
            mismatches = left;
        }
        return new WarpingError(warped, mismatches.Count);
    }

    private static List<int> SurestFirst(ReadOnlySpan<bool> truth, ReadOnlySpan<float> inside, double threshold)
    {
        var mismatches = new List<(double Sureness, int Index)>();
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] != inside[i] > threshold)
                mismatches.Add((Math.Abs(inside[i] - threshold), i));
        }
        return [.. mismatches.OrderByDescending(mismatch => mismatch.Sureness).Select(mismatch => mismatch.Index)];
    }
}
