namespace UNetSharp.Graphs;

/// <summary>Draws a copy where a kernel can't read the form in which its input lies: a concatenation for a kernel that reads one window, a crop for one that reads runs of memory.</summary>
internal static class CopyWhereNeeded
{
    public static Program Apply(Program program)
    {
        var rewrite = new Rewrite(program);
        var copies = new Dictionary<Value, Value>();
        var forms = new Dictionary<Value, Form>();
        foreach (var value in program.Values)
        {
            var inputs = new Value[value.Inputs.Length];
            for (var index = 0; index < inputs.Length; index++)
            {
                var input = rewrite[value.Inputs[index]];
                inputs[index] = Needed(value.Operation, index) < forms[input].Worst ? Copy(input) : input;
            }

            var added = rewrite.Replace(value, rewrite.Add(value.Layer, value.Operation, inputs));
            forms[added] = Form.Of(added, forms);
        }

        foreach (var result in program.Results)
        {
            var value = rewrite[result.Value];
            if (forms[value].Worst != InputForm.Contiguous)
            {
                rewrite.Replace(result.Value, Copy(value));
            }
        }

        return rewrite.Finish();

        Value Copy(Value value)
        {
            if (!copies.TryGetValue(value, out var copy))
            {
                copy = copies[value] = rewrite.Add(value.Layer, new Copy(), value);
                forms[copy] = new(1, InputForm.Contiguous);
            }

            return copy;
        }

        static InputForm Needed(Operation operation, int index) => operation switch
        {
            Slice or Concat => InputForm.Windows,
            Reshape => InputForm.Contiguous,
            _ => operation.Reads(index),
        };
    }

    // How many windows a value is, and whether they are runs of memory: what Layout will say, without places.
    private readonly record struct Form(int Windows, InputForm Worst)
    {
        public static Form Of(Value value, Dictionary<Value, Form> forms)
        {
            switch (value.Operation)
            {
                case Concat:
                    var windows = value.Inputs.Sum(input => forms[input].Windows);
                    return new(windows, windows > 1 ? InputForm.Windows : forms[value.Inputs[0]].Worst);
                case Slice slice:
                    var whole = forms[value.Inputs[0]];
                    return whole.Windows > 1 ? whole : new(1, slice.KeepsRuns(value.Inputs[0].Shape) ? whole.Worst : InputForm.Window);
                default:
                    return new(1, InputForm.Contiguous);
            }
        }
    }
}
