using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>Where every value of a program lies, from lifetimes alone: the arena's size is the answer to "how much memory", before anything has run.</summary>
/// <remarks>
/// A value lives from the step that writes it to the last step that reads it or a view of it. Storages are placed largest first, each in the lowest gap that is free
/// during its whole life. An operation that may write over its input does so when nobody reads that input afterwards.
/// </remarks>
internal sealed class Placement
{
    // Floats in a cache line and in the widest register: offsets are multiples of it.
    private const int Alignment = 16;

    private readonly Program _program;
    private readonly Weights _weights;
    private readonly HashSet<Value> _prepared;
    private readonly Dictionary<Value, Layout> _layouts = [];
    private readonly Dictionary<Value, int> _lastReads;
    private readonly Dictionary<Storage, int> _freeAfter = [];
    private readonly Dictionary<Value, Parameter> _direct;
    private readonly List<Storage> _storages = [];

    private Placement(Program program, Weights weights, int prepared)
    {
        (_program, _weights) = (program, weights);
        _prepared = [.. program.Values.Take(prepared)];
        _lastReads = LastReads(program);
        _direct = DirectGradients(program);
    }

    /// <summary>Floats in the arena.</summary>
    public long ArenaLength { get; private set; }

    /// <summary>The windows of a value.</summary>
    public Layout this[Value value] => _layouts[value];

    /// <summary>Whether a gradient is written straight into its block; otherwise it has to be copied there.</summary>
    public bool IsDirect(Result gradient) => gradient.Kind == ResultKind.Gradient && _direct.TryGetValue(gradient.Value, out var parameter) && parameter == gradient.Parameter;

    /// <summary>Lays a program out.</summary>
    /// <param name="program">Its values are the steps.</param>
    /// <param name="weights">Where its parameters lie.</param>
    /// <param name="prepared">How many values at the front depend on parameters alone and are kept from run to run.</param>
    public static Placement Of(Program program, Weights weights, int prepared)
    {
        var placement = new Placement(program, weights, prepared);
        for (var step = 0; step < program.Values.Length; step++)
        {
            placement.Place(program.Values[step], step);
        }

        placement.Arrange();
        return placement;
    }

    private int End => _program.Values.Length;

    private void Place(Value value, int step)
    {
        foreach (var storage in value.Inputs.SelectMany(input => _layouts[input].Places).Select(place => place.Storage))
        {
            storage.UsedAt(step);
        }

        var layout = value.Operation switch
        {
            Parameter parameter => Layout.Contiguous(new Storage(StorageKind.Weights, value.Shape.Elements) { Offset = _weights.Offset(parameter.Path) }, value.Shape),
            Leaf => Layout.Contiguous(New(value, 0), value.Shape),
            ViewOperation view => view.View([.. value.Inputs.Select(input => _layouts[input])], value.Shape)
                ?? throw new InvalidOperationException($"{value}: a view of what is not one run of memory; a pass has forgotten a copy."),
            _ when _direct.TryGetValue(value, out var parameter) =>
                Layout.Contiguous(new Storage(StorageKind.Gradients, value.Shape.Elements) { Offset = _weights.Offset(parameter.Path) }, value.Shape),
            _ when Overwritten(value, step) is { } over => Layout.Contiguous(over, value.Shape),
            _ => Layout.Contiguous(New(value, step), value.Shape),
        };
        _layouts[value] = layout;

        // Leaves are filled from outside, prepared values are kept from run to run: both stay to the end.
        var keep = value.Operation is Leaf || (_prepared.Contains(value) && IsReadInRun(value));
        foreach (var storage in layout.Places.Select(place => place.Storage))
        {
            storage.UsedAt(step);
            storage.UsedAt(keep ? End : Math.Max(step, _lastReads[value]));
            _freeAfter[storage] = Math.Max(_freeAfter.GetValueOrDefault(storage), keep ? End : _lastReads[value]);
        }
    }

    private Storage New(Value value, int step)
    {
        var storage = new Storage(StorageKind.Arena, value.Shape.Elements);
        storage.UsedAt(step);
        _storages.Add(storage);
        return storage;
    }

    private bool IsReadInRun(Value value) => _lastReads[value] >= _prepared.Count;

    // The storage of the input that the result may take, if this step is the last to read it and reads it nowhere else.
    private Storage? Overwritten(Value value, int step)
    {
        if (value.Operation.MayOverwrite is not (>= 0 and var index) || value.Inputs[index].Operation is Leaf)
        {
            return null;
        }

        var layout = _layouts[value.Inputs[index]];
        var storage = layout.Places[0].Storage;
        var alone = layout.Form == InputForm.Contiguous && storage.Kind == StorageKind.Arena && storage.Length == value.Shape.Elements
            && _freeAfter[storage] == step && _prepared.Contains(value) == _prepared.Contains(value.Inputs[index]);
        var others = value.Inputs.Where((input, other) => other != index && input != value.Inputs[index]);
        return alone && !others.Any(input => _layouts[input].Places.Any(place => place.Storage == storage)) ? storage : null;
    }

    private void Arrange()
    {
        var placed = new List<Storage>();
        foreach (var storage in _storages.Where(storage => storage.Length > 0).OrderByDescending(storage => storage.Length).ThenBy(storage => storage.Born))
        {
            var offset = 0L;
            foreach (var other in placed.Where(other => other.Born <= storage.Dies && storage.Born <= other.Dies).OrderBy(other => other.Offset))
            {
                if (offset + storage.Length <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, (other.Offset + other.Length + Alignment - 1) / Alignment * Alignment);
            }

            storage.Offset = offset;
            placed.Add(storage);
            ArenaLength = Math.Max(ArenaLength, offset + storage.Length);
        }
    }

    // The last step that reads a value, through views or not.
    private static Dictionary<Value, int> LastReads(Program program)
    {
        var last = program.Values.ToDictionary(value => value, _ => -1);
        foreach (var result in program.Results)
        {
            last[result.Value] = program.Values.Length;
        }

        for (var step = program.Values.Length - 1; step >= 0; step--)
        {
            var value = program.Values[step];
            var read = value.Operation is ViewOperation ? Math.Max(step, last[value]) : step;
            foreach (var input in value.Inputs)
            {
                last[input] = Math.Max(last[input], read);
            }
        }

        return last;
    }

    // A gradient that a kernel computes, and that is asked for once and only as a gradient, is written where it is wanted.
    private static Dictionary<Value, Parameter> DirectGradients(Program program) => program.Results
        .GroupBy(result => result.Value)
        .Where(group => group.Count() == 1 && group.First().Kind == ResultKind.Gradient && group.Key.Operation is not (ViewOperation or Leaf))
        .ToDictionary(group => group.Key, group => group.First().Parameter!);
}
