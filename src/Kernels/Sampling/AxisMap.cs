namespace UNetSharp.Kernels;

/// <summary>A linear map along one axis, as a sparse matrix: every output is a weighted sum of few inputs.</summary>
/// <remarks>
/// Average pooling, nearest and linear resizing, reflecting and replicating borders, cropping and rolling are such maps, one for each axis; their gradients are the
/// transposed maps (<see cref="Transposed"/>). <see cref="SeparableGather"/> runs them.
/// Rows are stored one behind the other: output o reads the inputs Index[First[o] .. First[o + 1]) with the weights beside them.
/// </remarks>
public sealed partial class AxisMap
{
    private AxisMap(int inputs, int[] first, int[] index, float[] weight)
    {
        (Inputs, First, Index, Weight) = (inputs, first, index, weight);
        for (var output = 0; output < Outputs; output++)
        {
            MostTaps = Math.Max(MostTaps, first[output + 1] - first[output]);
        }
    }

    /// <summary>Samples along the axis before.</summary>
    public int Inputs { get; }

    /// <summary>Samples along the axis after.</summary>
    public int Outputs => First.Length - 1;

    /// <summary>The most inputs that one output reads.</summary>
    public int MostTaps { get; }

    /// <summary>All products of the axis: the sum over the outputs of what each reads.</summary>
    public int Taps => Index.Length;

    internal int[] First { get; }

    internal int[] Index { get; }

    internal float[] Weight { get; }

    /// <summary>The transposed matrix: what takes the gradient of the outputs to that of the inputs. Contributions to an input stay in the order of the outputs.</summary>
    public AxisMap Transposed()
    {
        var first = new int[Inputs + 1];
        foreach (var input in Index)
        {
            first[input + 1]++;
        }

        for (var input = 0; input < Inputs; input++)
        {
            first[input + 1] += first[input];
        }

        var (index, weight, next) = (new int[Index.Length], new float[Index.Length], first[..^1]);
        for (var output = 0; output < Outputs; output++)
        {
            for (var tap = First[output]; tap < First[output + 1]; tap++)
            {
                var at = next[Index[tap]]++;
                (index[at], weight[at]) = (output, Weight[tap]);
            }
        }

        return new AxisMap(Outputs, first, index, weight);
    }

    /// <summary>The weight with which an output reads an input: an element of the matrix.</summary>
    public float this[int output, int input]
    {
        get
        {
            var sum = 0f;
            for (var tap = First[output]; tap < First[output + 1]; tap++)
            {
                sum += Index[tap] == input ? Weight[tap] : 0;
            }

            return sum;
        }
    }

    // Builds the matrix row by row; a tap outside the inputs, or of weight 0, is left out.
    private static AxisMap Build(int inputs, int outputs, Func<int, IEnumerable<(int Index, float Weight)>> row)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        var (first, index, weight) = (new int[outputs + 1], new List<int>(outputs), new List<float>(outputs));
        for (var output = 0; output < outputs; output++)
        {
            foreach (var (at, share) in row(output))
            {
                if (at >= 0 && at < inputs && share != 0)
                {
                    index.Add(at);
                    weight.Add(share);
                }
            }

            first[output + 1] = index.Count;
        }

        return new AxisMap(inputs, first, [.. index], [.. weight]);
    }
}
