using System.Collections.Immutable;
using System.Globalization;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>Makes a plan: gradients, passes, places, bound calls.</summary>
internal sealed class PlanBuilder
{
    private readonly int _preparedValues;
    private readonly bool _trains;

    public PlanBuilder(Graph graph, Weights weights, IReadOnlyList<Value> outputs, Value? loss, PlanOptions options, IParameterStep? parameterStep)
    {
        (Weights, Options, ParameterStep, _trains) = (weights, options, parameterStep, loss is not null);
        (var program, _preparedValues) = Passes(Draw(graph, outputs, loss), loss is not null);
        program = loss switch
        {
            not null when options.RepeatCheaply => Recompute.Cheaply(program, Length),
            null when options.BandShare > 0 => RunInBands.Apply(program, options.BandShare, candidate => Place(candidate, thorough: true)),
            _ => program,
        };
        var placement = Place(program, thorough: true);
        if (loss is not null && options.MemoryLimit is { } bytes && Math.Max((bytes / sizeof(float)) - weights.Length - GradientLength, 0) is var limit && placement.ArenaLength > limit)
        {
            program = Recompute.Within(program, limit, Length);
            placement = Place(program, thorough: true);
        }

        RequireMemory(placement);
        Arena = options.OnlyCount ? MemoryBlock.Imagined(placement.ArenaLength) : new MemoryBlock(placement.ArenaLength);
        Gradients = GradientLength == 0 ? null : options.OnlyCount ? MemoryBlock.Imagined(GradientLength) : weights.NewGradients();
        (Calls, Steps, FirstChange) = Bind(program, placement);
        Figures = new(placement.ArenaLength * sizeof(float), weights.Length * sizeof(float), GradientLength * sizeof(float), Steps.Where(step => !step.Prepares).Sum(step => step.Flops), _trains);
        Constants = [.. program.Values.Where(value => value.Operation is Constant).Select(value => (placement[value].Places[0].Window(Arena), ((Constant)value.Operation).Number))];
        Windows = Look(program, placement, graph, outputs);

        long Length(Program candidate) => Place(candidate).ArenaLength;
    }

    public Weights Weights { get; }

    public PlanOptions Options { get; }

    public MemoryBlock Arena { get; }

    public MemoryBlock? Gradients { get; }

    /// <summary>What takes gradients in passing; null: they are kept in a block.</summary>
    public IParameterStep? ParameterStep { get; }

    public RunCounter Counter { get; } = new();

    /// <summary>The kernels in order, each with its working memory.</summary>
    public ImmutableArray<Call> Calls { get; }

    public ImmutableArray<PlanStep> Steps { get; }

    public PlanFigures Figures { get; }

    public Dictionary<Value, Window> Windows { get; }

    /// <summary>The places of constants: filled once.</summary>
    public ImmutableArray<(Window Window, float Number)> Constants { get; }

    /// <summary>The first call that changes a parameter: from there on a run has to be finished.</summary>
    public int FirstChange { get; }

    /// <summary>How many calls at the front run only when the parameters have changed.</summary>
    public int Prepared => Steps.Count(step => step.Prepares);

    /// <summary>Whether a run writes to parameters.</summary>
    public bool Updates { get; private set; }

    // Floats of the block of gradients.
    private long GradientLength => _trains && ParameterStep is null ? Weights.TrainedLength : 0;

    private Program Draw(Graph graph, IReadOnlyList<Value> outputs, Value? loss)
    {
        var results = outputs.Select(output => new Result(output, ResultKind.Output)).ToList();
        if (loss is not null)
        {
            results.AddRange(graph.Gradients(loss).Select(pair => new Result(pair.Value, ParameterStep is null ? ResultKind.Gradient : ResultKind.Taken, (Parameter)pair.Key.Operation)));
            results.AddRange(graph.Updates.Select(update => new Result(update.Next, ResultKind.Update, (Parameter)update.Parameter.Operation)));
        }

        Updates = results.Any(result => result.Kind == ResultKind.Update);
        return Program.Of(graph.Values, [.. results]);
    }

    private (Program Program, int Prepared) Passes(Program program, bool training)
    {
        program = Options.Fuse ? FuseEpilogues.Apply(FuseNormalisations.Apply(program), Options.Width) : program;
        program = ChooseKernels.Apply(program, Options.Width);
        program = CopyWhereNeeded.Apply(program);

        // While parameters change with every run, what depends on them alone is made where it is needed and dropped again.
        return training ? (program, 0) : Prepare(program);
    }

    // What depends on parameters alone goes to the front.
    private static (Program Program, int Prepared) Prepare(Program program)
    {
        var fromParameters = Leaves.FromParameters(program.Values);
        return (program with { Values = [.. program.Values.OrderBy(value => !fromParameters.Contains(value))] }, fromParameters.Count);
    }

    // Kernels say what working memory they need once they are bound, which their windows' extents decide and not where they lie.
    private Placement Place(Program program, bool thorough = false)
    {
        var bare = Placement.Of(program, Weights, _preparedValues, new Dictionary<Value, long>());
        MemoryBlock arena = MemoryBlock.Imagined(bare.ArenaLength), gradients = MemoryBlock.Imagined(GradientLength);
        var working = program.Values.Where(Runs).ToDictionary(value => value, value => Scratch.Length(Kernel(value, bare, arena, gradients).Scratch, Options.Team.Threads));
        return Placement.Of(program, Weights, _preparedValues, working, thorough);
    }

    private void RequireMemory(Placement placement)
    {
        var needed = (placement.ArenaLength + Weights.Length + GradientLength) * sizeof(float);
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var allowed = Options.MemoryLimit ?? machine;
        if (needed > allowed && !Options.OnlyCount)
        {
            var whose = Options.MemoryLimit is null ? "the machine has" : "the limit is";
            throw new InsufficientMemoryException(string.Create(CultureInfo.InvariantCulture,
                $"{(_trains ? "Training" : "Inference")} needs {needed / 1e9:0.00} GB for this network and input, {whose} {allowed / 1e9:0.00} GB: take a smaller patch, batch or width{(_trains && Options.MemoryLimit is null ? ", or give a memory limit, so that activations are computed again instead of kept" : "")}."));
        }
    }

    private (ImmutableArray<Call> Calls, ImmutableArray<PlanStep> Steps, int FirstChange) Bind(Program program, Placement placement)
    {
        var calls = ImmutableArray.CreateBuilder<Call>();
        var steps = ImmutableArray.CreateBuilder<PlanStep>();
        var (takings, firstChange) = (program.Takings(), int.MaxValue);
        for (var index = 0; index < program.Values.Length; index++)
        {
            if (program.Values[index] is var value && Runs(value))
            {
                var kernel = Kernel(value, placement, Arena, Gradients);
                Add(kernel, new Scratch(Arena, placement.Working(value), kernel.Scratch, Options.Team.Threads), value, index < _preparedValues);
            }

            foreach (var result in takings[index])
            {
                firstChange = Math.Min(firstChange, calls.Count);
                Put(ParameterStep!.Of(Weights.Offset(result.Parameter!.Path), Flat(result)), result, "Step", passes: 3);
            }
        }

        foreach (var result in program.Results.Where(result => result.Kind is ResultKind.Gradient or ResultKind.Update && !placement.IsDirect(result)))
        {
            var block = result.Kind == ResultKind.Gradient ? Gradients! : Weights.Block;
            var target = block.Window(Weights.Offset(result.Parameter!.Path), 1, 1, 1, 1, checked((int)result.Value.Shape.Elements));
            Put(new CopyWindows([Flat(result)], target), result, nameof(Copy), passes: 2);
        }

        return (calls.ToImmutable(), steps.ToImmutable(), firstChange);

        // The result as one run of memory.
        Window Flat(Result result) =>
            WindowOf(placement[result.Value].Places[0] with { Extents = [checked((int)result.Value.Shape.Elements)], Strides = [1] }, Arena, Gradients);

        // What happens to a result beside its computation; `passes` over its numbers.
        void Put(Kernel kernel, Result result, string operation, int passes)
        {
            calls.Add(new(kernel, default));
            var elements = result.Value.Shape.Elements;
            steps.Add(new(result.Value.Layer, operation, kernel.Name, "", result.Value.Shape, 0, passes * elements * sizeof(float), false, Loops(kernel, elements)));
        }

        void Add(Kernel kernel, Scratch scratch, Value value, bool prepares)
        {
            calls.Add(new(kernel, scratch));
            var reason = value.Operation is ProductOperation { Packed.Reason: var why } ? why : "";
            steps.Add(new(value.Layer, value.Operation.Name, kernel.Name, reason, value.Shape, value.Flops, value.FloatsMoved * sizeof(float), prepares, Loops(kernel, value.Work)));
        }
    }

    private static bool Runs(Value value) => value.Operation is not (Leaf or ViewOperation);

    private Kernel Kernel(Value value, Placement placement, MemoryBlock arena, MemoryBlock? gradients)
    {
        return value.Operation.Bind(new Binding(value, [.. value.Inputs.Select(Windows)], WindowOf(placement[value].Places[0], arena, gradients), Options.Width, Counter));

        ImmutableArray<Window> Windows(Value input) => [.. placement[input].Places.Select(place => WindowOf(place, arena, gradients))];
    }

    private Window WindowOf(Place place, MemoryBlock arena, MemoryBlock? gradients) => place.Window(place.Storage.Kind switch
    {
        StorageKind.Weights => Weights.Block,
        StorageKind.Gradients => gradients!,
        _ => arena,
    });

    private static ImmutableArray<Loop> Loops(Kernel kernel, double work)
    {
        var pieces = kernel.CountPieces();
        var all = pieces.Sum();
        return [.. pieces.Select(count => new Loop(count, work * count / all))];
    }

    // The windows that the caller may look into: inputs by their own values, outputs in the order in which they were asked for.
    private Dictionary<Value, Window> Look(Program program, Placement placement, Graph graph, IReadOnlyList<Value> outputs)
    {
        var windows = new Dictionary<Value, Window>();
        var inputs = program.Values.Where(value => value.Operation is Input).ToDictionary(value => ((Input)value.Operation).Label);
        foreach (var input in graph.Values.Where(value => value.Operation is Input))
        {
            if (inputs.TryGetValue(((Input)input.Operation).Label, out var planned))
            {
                windows[input] = placement[planned].Places[0].Window(Arena);
            }
        }

        for (var index = 0; index < outputs.Count; index++)
        {
            var place = placement[program.Results[index].Value].Places[0];
            windows[outputs[index]] = place.Window(place.Storage.Kind == StorageKind.Weights ? Weights.Block : Arena);
        }

        return windows;
    }
}
