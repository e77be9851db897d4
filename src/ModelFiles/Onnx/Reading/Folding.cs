namespace UNetSharp.ModelFiles;

/// <summary>Arithmetic with numbers that are known before a network runs: what ONNX graphs compute from the shapes of their values.</summary>
internal static class Folding
{
    /// <summary>f(a, b), number by number; extents of 1 are stretched.</summary>
    public static FoldedTensor Combined(string name, FoldedTensor a, FoldedTensor b, Func<double, double, double> function)
    {
        var shape = Stretched(a.Shape.AsSpan(), b.Shape.AsSpan());
        var (left, right) = (Expanded(a, shape), Expanded(b, shape));
        var numbers = new double[left.Length];
        for (var at = 0; at < numbers.Length; at++) numbers[at] = function(left[at], right[at]);
        return FoldedTensor.Of(name, shape, a.Whole && b.Whole, numbers);
    }

    /// <summary>The numbers repeated along axes of extent 1 and missing leading axes.</summary>
    public static double[] Expanded(FoldedTensor tensor, int[] shape)
    {
        var (source, missing) = (tensor.Numbers, shape.Length - tensor.Shape.Length);
        if (missing < 0) throw new ArgumentException($"{TensorExtents.Text(tensor.Shape)} has more axes than [{string.Join(", ", shape)}].");
        return Gathered(tensor.Name, shape, place =>
        {
            var from = 0;
            for (var axis = 0; axis < tensor.Shape.Length; axis++) from = (from * tensor.Shape[axis]) + (tensor.Shape[axis] == 1 ? 0 : place[axis + missing]);
            return source[from];
        });
    }

    /// <summary>Numbers of a shape, each a function of its place.</summary>
    public static double[] Gathered(string name, int[] shape, Func<int[], double> number)
    {
        if (!TensorExtents.TryCount(shape, sizeof(double), out var count)) throw new ArgumentException($"[{string.Join(", ", shape)}] is no shape.");
        return FoldedTensor.Within(name, count, () =>
        {
            var (numbers, place) = (new double[count], new int[shape.Length]);
            for (var at = 0; at < numbers.Length; at++)
            {
                numbers[at] = number(place);
                for (var axis = shape.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--) place[axis] = 0;
            }

            return numbers;
        });
    }

    private static int[] Stretched(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var shape = new int[Math.Max(left.Length, right.Length)];
        for (var axis = 1; axis <= shape.Length; axis++)
        {
            var (a, b) = (axis <= left.Length ? left[^axis] : 1, axis <= right.Length ? right[^axis] : 1);
            shape[^axis] = a == b || b == 1 ? a : a == 1 ? b : throw new ArgumentException($"extents {a} and {b} differ on axis {axis} from the end.");
        }

        return shape;
    }
}
