using System.Collections.Immutable;

namespace UNetSharp.Graphs;

/// <summary>Where every value of a program lies, from lifetimes alone: the arena's size is the answer to "how much memory", before anything has run.</summary>
/// <remarks>
/// A value lives from the step that writes it to the last step that reads it or a view of it, the working memory of a kernel during its step. Storages are placed largest first, each in the lowest gap that is free
/// during its whole life; then again with those first that did not fit in well. An operation that may write over its input does so when nobody reads that input afterwards.
/// </remarks>
internal sealed class Placement
{
    // Floats in a cache line and in the widest register: offsets are multiples of it.
    private const int Alignment = 16;

    // Comparisons of two storages, some nanoseconds each, that an arrangement may take in each order.
    private const long Effort = 2_000_000;

    private readonly Program _program;
    private readonly Weights _weights;
    private readonly HashSet<Value> _prepared;
    private readonly Dictionary<Value, Layout> _layouts = [];
    private readonly Dictionary<Value, int> _lastReads;
    private readonly Dictionary<Storage, int> _freeAfter = [];
    private readonly Dictionary<Value, Parameter> _direct;
    private readonly Dictionary<Value, (Value Whole, long Offset)> _parts;
    private readonly Dictionary<Value, Storage> _wholes = [];
    private readonly List<Storage> _storages = [];
    private readonly Dictionary<Value, Storage> _working = [];

    private Placement(Program program, Weights weights, int prepared)
    {
        (_program, _weights) = (program, weights);
        _prepared = [.. program.Values.Take(prepared)];
        _lastReads = LastReads(program);
        _direct = DirectGradients(program);
        _parts = Stack.Parts(program);
    }

    /// <summary>Floats in the arena.</summary>
    public long ArenaLength { get; private set; }

    /// <summary>The step at which most of it is in use, and how much.</summary>
    public (int Step, long Floats) Fullest()
    {
        var change = new long[End + 2];
        foreach (var storage in _storages)
        {
            change[storage.Born] += storage.Length;
            change[storage.Dies + 1] -= storage.Length;
        }

        var (sum, most, at) = (0L, 0L, 0);
        for (var step = 0; step <= End; step++)
        {
            sum += change[step];
            (most, at) = sum > most ? (sum, step) : (most, at);
        }

        return (at, most);
    }

    /// <summary>The windows of a value.</summary>
    public Layout this[Value value] => _layouts[value];

    /// <summary>Where the working memory of a value's kernel begins: floats from the start of the arena.</summary>
    public long Working(Value value) => _working.TryGetValue(value, out var storage) ? storage.Offset : 0;

    /// <summary>Whether a gradient is written straight into its block; otherwise it has to be copied there.</summary>
    public bool IsDirect(Result gradient) => gradient.Kind == ResultKind.Gradient && _direct.TryGetValue(gradient.Value, out var parameter) && parameter == gradient.Parameter;

    /// <summary>Lays a program out.</summary>
    /// <param name="program">Its values are the steps.</param>
    /// <param name="weights">Where its parameters lie.</param>
    /// <param name="prepared">How many values at the front depend on parameters alone and are kept from run to run.</param>
    /// <param name="working">Floats of working memory that the kernels of values need.</param>
    /// <param name="thorough">Whether the arrangement is tried anew, some milliseconds long, to make the arena smaller.</param>
    public static Placement Of(Program program, Weights weights, int prepared, IReadOnlyDictionary<Value, long> working, bool thorough = false)
    {
        var placement = new Placement(program, weights, prepared);
        for (var step = 0; step < program.Values.Length; step++)
        {
            var value = program.Values[step];
            placement.Place(value, step);
            if (working.GetValueOrDefault(value) is > 0 and var length)
            {
                placement._working[value] = placement.New(length, step);
            }
        }

        placement.Arrange(thorough);
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
            Leaf => Layout.Contiguous(New(value.Shape.Elements, 0), value.Shape),
            ViewOperation view => view.View([.. value.Inputs.Select(input => _layouts[input])], value.Shape)
                ?? throw new InvalidOperationException($"{value}: a view of what is not one run of memory; a pass has forgotten a copy."),
            _ when _direct.TryGetValue(value, out var parameter) =>
                Layout.Contiguous(new Storage(StorageKind.Gradients, value.Shape.Elements) { Offset = _weights.Offset(parameter.Path) }, value.Shape),
            _ when _parts.TryGetValue(value, out var part) => new Layout([Graphs.Place.Contiguous(Whole(part.Whole, step), value.Shape) with { Offset = part.Offset }]),
            _ when Overwritten(value, step) is { } over => Layout.Contiguous(over, value.Shape),
            _ => Layout.Contiguous(New(value.Shape.Elements, step), value.Shape),
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

    private Storage New(long length, int step)
    {
        var storage = new Storage(StorageKind.Arena, length);
        storage.UsedAt(step);
        _storages.Add(storage);
        return storage;
    }

    // The storage of a whole: there from its first part on.
    private Storage Whole(Value whole, int step) => _wholes.TryGetValue(whole, out var storage) ? storage : _wholes[whole] = New(whole.Shape.Elements, step);

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

    // Largest first leaves gaps that are too small for what lives across them. So it is tried in other orders too: of equals those last that are needed first; those first that take
    // most room for most steps; and what sticks out at the end first. Nothing can go below what is in use at the fullest step, and mostly one of these comes near it.
    private void Arrange(bool thorough)
    {
        var attempts = thorough ? (int)Math.Min(Effort / Math.Max((long)_storages.Count * _storages.Count, 1), 100) : 0;
        ArenaLength = long.MaxValue;
        var (least, offsets, placed) = (Fullest().Floats, new long[_storages.Count], new List<Storage>(_storages.Count));
        Try(_storages.OrderByDescending(storage => storage.Length).ThenBy(storage => storage.Born));
        if (thorough)
        {
            Try(_storages.OrderByDescending(storage => storage.Length).ThenByDescending(storage => storage.Born));
            Try(_storages.OrderByDescending(storage => storage.Length * (storage.Dies - storage.Born + 1)).ThenBy(storage => storage.Born));
        }

        for (var at = 0; at < offsets.Length; at++)
        {
            _storages[at].Offset = offsets[at];
        }

        void Try(IEnumerable<Storage> first)
        {
            var order = first.Where(storage => storage.Length > 0).ToList();
            for (var attempt = 0; attempt <= attempts && ArenaLength > least; attempt++)
            {
                var length = Pack(order, placed);
                if (length < ArenaLength)
                {
                    (ArenaLength, offsets) = (length, [.. _storages.Select(storage => storage.Offset)]);
                }

                if (order.MaxBy(storage => storage.Offset + storage.Length) is { } last)
                {
                    order.Remove(last);
                    order.Insert(0, last);
                }
            }
        }
    }

    // `placed` is there to be filled: this runs some hundred times.
    private static long Pack(List<Storage> order, List<Storage> placed)
    {
        placed.Clear();
        var length = 0L;
        foreach (var storage in order)
        {
            var offset = 0L;
            foreach (var other in placed)
            {
                if (other.Born <= storage.Dies && storage.Born <= other.Dies)
                {
                    if (offset + storage.Length <= other.Offset)
                    {
                        break;
                    }

                    offset = Math.Max(offset, (other.Offset + other.Length + Alignment - 1) / Alignment * Alignment);
                }
            }

            // In the order of offsets, which the search for a gap goes by.
            storage.Offset = offset;
            var behind = placed.Count;
            while (behind > 0 && placed[behind - 1].Offset > offset)
            {
                behind--;
            }

            placed.Insert(behind, storage);
            length = Math.Max(length, offset + storage.Length);
        }

        return length;
    }

    // The last step that reads a value, through views or not.
    private static Dictionary<Value, int> LastReads(Program program)
    {
        var last = program.Values.ToDictionary(value => value, _ => -1);
        foreach (var (value, step) in program.Ends())
        {
            last[value] = step;
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
