namespace UNetSharp.Graphs.Tests.Reference;

/// <summary>Runs any graph slowly, in double precision, with plain loops: the oracle for every operation, every pass and every plan.</summary>
/// <remarks>It shares nothing with the kernels: each operation has a rule of its own, listed in <see cref="RuleBook"/>.</remarks>
public sealed class Interpreter
{
    private readonly Dictionary<Value, double[]> _known = [];

    /// <summary>Gives a leaf its numbers, in the order of its shape.</summary>
    public void Set(Value leaf, double[] numbers)
    {
        Assert.Equal(leaf.Shape.Elements, numbers.Length);
        _known.Clear();
        _leaves[leaf] = numbers;
    }

    private readonly Dictionary<Value, double[]> _leaves = [];

    /// <summary>The numbers of a value.</summary>
    public double[] this[Value value]
    {
        get
        {
            if (_leaves.TryGetValue(value, out var given))
            {
                return given;
            }

            if (_known.TryGetValue(value, out var numbers))
            {
                return numbers;
            }

            if (value.Operation is Constant constant)
            {
                return _known[value] = [.. Enumerable.Repeat((double)constant.Number, (int)value.Shape.Elements)];
            }

            var rule = RuleBook.Find(value.Operation);
            return _known[value] = rule(value, [.. value.Inputs.Select(input => this[input])]);
        }
    }
}

/// <summary>An operation in double precision: the value (with its operation's attributes and all shapes) and its inputs' numbers give its numbers.</summary>
public delegate double[] Rule(Value value, double[][] inputs);
