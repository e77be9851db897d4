using System.Collections.Immutable;

namespace UNetSharp.ModelFiles;

/// <summary>From channels first, as other frameworks and their files have it, to our channels last, and back.</summary>
/// <remarks>
/// A list of axes says, for each axis of the result, which axis of the source it is, as in <c>torch.permute</c> and <c>numpy.transpose</c>:
/// <list type="table">
/// <item><term>activations</term><description>[N, C, D, H, W] → [N, D, H, W, C]</description></item>
/// <item><term>convolution kernels</term><description>[Cout, Cin, kD, kH, kW] → [kD, kH, kW, Cin, Cout]; linear weights [out, in] → [in, out] are the same rule without spatial axes</description></item>
/// <item><term>transposed convolution kernels</term><description>[Cin, Cout, kD, kH, kW] → [kD, kH, kW, Cin, Cout]</description></item>
/// </list>
/// </remarks>
public static class AxisOrder
{
    /// <summary>[N, C, spatial…] → [N, spatial…, C].</summary>
    /// <param name="rank">The number of axes, 2 or more.</param>
    public static ImmutableArray<int> ActivationToLast(int rank) => [0, .. Enumerable.Range(2, CheckedRank(rank) - 2), 1];

    /// <summary>[Cout, Cin, spatial…] → [spatial…, Cin, Cout].</summary>
    /// <inheritdoc cref="ActivationToLast"/>
    public static ImmutableArray<int> KernelToLast(int rank) => [.. Enumerable.Range(2, CheckedRank(rank) - 2), 1, 0];

    /// <summary>[Cin, Cout, spatial…] → [spatial…, Cin, Cout], for the weights of <c>torch.nn.ConvTranspose2d</c> and <c>3d</c>.</summary>
    /// <inheritdoc cref="ActivationToLast"/>
    public static ImmutableArray<int> TransposedKernelToLast(int rank) => [.. Enumerable.Range(2, CheckedRank(rank) - 2), 0, 1];

    /// <summary>The axes that undo a permutation.</summary>
    /// <param name="axes">A permutation of 0 to rank − 1.</param>
    public static ImmutableArray<int> Inverse(ReadOnlySpan<int> axes)
    {
        var inverse = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++) inverse[axes[i]] = i;
        return [.. inverse];
    }

    /// <summary>The shape of the permuted tensor.</summary>
    /// <param name="shape">The source's extents.</param>
    /// <param name="axes">A permutation of 0 to rank − 1.</param>
    public static ImmutableArray<int> Permute(ReadOnlySpan<int> shape, ReadOnlySpan<int> axes)
    {
        CheckPermutation(shape.Length, axes);
        var permuted = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++) permuted[i] = shape[axes[i]];
        return [.. permuted];
    }

    /// <summary>Copies a row-major tensor with its axes in another order; <c>source.permute(axes).contiguous()</c> in PyTorch.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="source">Row-major values of the given shape.</param>
    /// <param name="shape">The source's extents.</param>
    /// <param name="axes">A permutation of 0 to rank − 1.</param>
    /// <param name="destination">As many values, not overlapping the source.</param>
    /// <exception cref="ArgumentException">The lengths disagree with the shape, or the axes are no permutation.</exception>
    public static void Permute<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> destination)
    {
        CheckPermutation(shape.Length, axes);
        if (!TensorExtents.TryCount(shape, 1, out var count) || source.Length != count || destination.Length != count)
            throw new ArgumentException($"Permute: the shape has {count} elements, the source {source.Length} and the destination {destination.Length}.");
        if (count == 0) return;

        var extents = Permute(shape, axes);
        Span<int> strides = stackalloc int[axes.Length], place = stackalloc int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            strides[i] = 1;
            for (var inner = axes[i] + 1; inner < shape.Length; inner++) strides[i] *= shape[inner];
        }

        // An odometer over the destination; `from` follows it through the source by strides.
        place.Clear();
        var from = 0;
        for (var to = 0; to < destination.Length; to++)
        {
            destination[to] = source[from];
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++place[axis] < extents[axis]) break;
                from -= strides[axis] * extents[axis];
                place[axis] = 0;
            }
        }
    }

    private static int CheckedRank(int rank) => rank is >= 2 and <= TensorExtents.MaximumRank
        ? rank
        : throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A tensor with two axes of channels has 2 to {TensorExtents.MaximumRank} axes.");

    private static void CheckPermutation(int rank, ReadOnlySpan<int> axes)
    {
        var seen = 0;
        foreach (var axis in axes)
            if (axis >= 0 && axis < rank) seen |= 1 << axis;
        if (axes.Length != rank || rank > TensorExtents.MaximumRank || seen != (1 << rank) - 1)
            throw new ArgumentException($"Permute: [{string.Join(", ", axes.ToArray())}] is no permutation of the {rank} axes.", nameof(axes));
    }
}
