using UNetSharp.Graphs;

namespace UNetSharp.ModelFiles;

/// <summary>What works number by number as ONNX has it; functions that opset 17 lacks are spelt out.</summary>
internal static class WrittenPointwise
{
    /// <summary>A function of one value, or of two.</summary>
    public static OnnxWriting? Of(Value value) => Function(value.Operation) is { } unary ? new(value.Inputs, sketch =>
    {
        var order = sketch.AxesOf(value.Inputs[0]);
        return (unary(new Pen(sketch, value.Layer), sketch.Arranged(value.Inputs[0], order)), order);
    })
    : value.Operation switch
    {
        Add => Two(value, "Add"),
        Subtract => Two(value, "Sub"),
        Multiply => Two(value, "Mul"),
        Divide => Two(value, "Div"),
        Maximum => Two(value, "Max"),
        Minimum => Two(value, "Min"),
        PRelu => Two(value, "PRelu"),
        Softmax softmax => new(value.Inputs, sketch =>
        {
            var order = sketch.AxesOf(value.Inputs[0]);
            return (sketch.Node(value.Layer, softmax.Logarithm ? "LogSoftmax" : "Softmax", [sketch.Arranged(value.Inputs[0], order)], node => node.With("axis", (long)order.IndexOf(value.Shape.Rank - 1))), order);
        }),
        _ => null,
    };

    private static Func<Pen, string, string>? Function(Operation operation) => operation switch
    {
        Relu => (pen, x) => pen.Node("Relu", x),
        LeakyRelu leaky => (pen, x) => pen.Node("LeakyRelu", "alpha", leaky.Slope, x),
        Elu elu => (pen, x) => pen.Node("Elu", "alpha", elu.Alpha, x),
        Sigmoid => (pen, x) => pen.Node("Sigmoid", x),
        Tanh => (pen, x) => pen.Node("Tanh", x),
        HardSwish => (pen, x) => pen.Node("HardSwish", x),
        Silu => (pen, x) => pen.Node("Mul", x, pen.Node("Sigmoid", x)),
        Mish => (pen, x) => pen.Node("Mul", x, pen.Node("Tanh", pen.Node("Softplus", x))),
        Gelu => (pen, x) => pen.Node("Mul", pen.Node("Mul", x, pen.Number(0.5f)), pen.Node("Add", pen.Node("Erf", pen.Node("Div", x, pen.Number(MathF.Sqrt(2)))), pen.Number(1))),
        GeluTanh => GeluByTanh,
        Softplus { Beta: 1 } => (pen, x) => pen.Node("Softplus", x),
        Softplus soft => (pen, x) => pen.Node("Div", pen.Node("Softplus", pen.Node("Mul", x, pen.Number(soft.Beta))), pen.Number(soft.Beta)),
        Erf => (pen, x) => pen.Node("Erf", x),
        Abs => (pen, x) => pen.Node("Abs", x),
        Exp => (pen, x) => pen.Node("Exp", x),
        Log => (pen, x) => pen.Node("Log", x),
        Sqrt => (pen, x) => pen.Node("Sqrt", x),
        Square => (pen, x) => pen.Node("Mul", x, x),
        Reciprocal => (pen, x) => pen.Node("Reciprocal", x),
        Power power => (pen, x) => pen.Node("Pow", x, pen.Number(power.Exponent)),
        Clamp clamp => (pen, x) => pen.Node("Clip", x, pen.Number(clamp.Low), pen.Number(clamp.High)),
        Affine affine => (pen, x) =>
        {
            var scaled = affine.Scale == 1 ? x : pen.Node("Mul", x, pen.Number(affine.Scale));
            return affine.Shift == 0 ? scaled : pen.Node("Add", scaled, pen.Number(affine.Shift));
        }
        ,
        _ => null,
    };

    // x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) / 2
    private static string GeluByTanh(Pen pen, string x)
    {
        var cube = pen.Node("Mul", pen.Node("Mul", x, x), pen.Node("Mul", x, pen.Number(0.044715f)));
        var tanh = pen.Node("Tanh", pen.Node("Mul", pen.Node("Add", x, cube), pen.Number(MathF.Sqrt(2 / MathF.PI))));
        return pen.Node("Mul", pen.Node("Mul", x, pen.Number(0.5f)), pen.Node("Add", tanh, pen.Number(1)));
    }

    private static OnnxWriting Two(Value value, string operation) => new(value.Inputs, sketch =>
    {
        // The order of the one that has all the numbers; the other is brought into it.
        var (a, b) = (value.Inputs[0], value.Inputs[1]);
        var larger = a.Shape.Rank > b.Shape.Rank || (a.Shape.Rank == b.Shape.Rank && a.Shape.Elements >= b.Shape.Elements) ? a : b;
        var order = sketch.AxesOf(larger);
        return (sketch.Node(value.Layer, operation, [sketch.Beside(a, order), sketch.Beside(b, order)]), order);
    });

    // Writes nodes of one layer.
    private sealed class Pen(OnnxSketch sketch, string layer)
    {
        public string Node(string operation, params string[] inputs) => sketch.Node(layer, operation, inputs);

        public string Node(string operation, string attribute, float value, string x) => sketch.Node(layer, operation, [x], node => node.With(attribute, value));

        public string Number(float value) => sketch.Number(value);
    }
}
