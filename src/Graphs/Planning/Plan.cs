using System.Collections.Immutable;
using System.Diagnostics;
using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>A graph made ready to run: one arena with every value at a fixed offset, and a list of bound kernel calls. A run allocates nothing.</summary>
/// <example>
/// <code>
/// var graph = new Graph();
/// var x = graph.Input("image", [1, 572, 572, 1]);
/// var logits = new UNet(InChannels: 1, Classes: 2).Build(graph, x);
/// var plan = Plan.Compile(graph, Weights.For(graph), [logits]);
/// image.CopyTo(plan[x].Span);
/// plan.Run();
/// var scores = plan[logits].Span;                                     // [1, 388, 388, 2]
/// </code>
/// </example>
public sealed class Plan
{
    private readonly Dictionary<Value, Window> _windows;
    private readonly ImmutableArray<Call> _calls;
    private readonly int _prepared;
    private readonly PlanOptions _options;
    private readonly bool _updates;
    private readonly IParameterStep? _parameterStep;
    private readonly int _firstChange;
    private readonly MemoryBlock _arena;
    private readonly ImmutableArray<(Window Window, float Number)> _constants;
    private long _version = -1;

    private Plan(PlanBuilder builder)
    {
        (Weights, Gradients, Steps, Figures, _options) = (builder.Weights, builder.Gradients, builder.Steps, builder.Figures, builder.Options);
        (_windows, _calls, _prepared, _updates) = (builder.Windows, builder.Calls, builder.Prepared, builder.Updates);
        (_parameterStep, _firstChange) = (builder.ParameterStep, builder.FirstChange);
        Counter = builder.Counter;
        (_arena, _constants) = (builder.Arena, builder.Constants);
        if (!_options.OnlyCount)
        {
            FillConstants();
        }
    }

    /// <summary>The parameters that the plan reads.</summary>
    public Weights Weights { get; }

    /// <summary>Where the gradients of the trained parameters go, laid out as <see cref="Weights.Trained"/>; null when the plan has none, or an <see cref="IParameterStep"/> takes them.</summary>
    public MemoryBlock? Gradients { get; }

    /// <summary>The kernel calls in order.</summary>
    public ImmutableArray<PlanStep> Steps { get; }

    /// <summary>Bytes and arithmetic, known before anything has run.</summary>
    public PlanFigures Figures { get; }

    /// <summary>Seed and step of random operations (dropout).</summary>
    public RunCounter Counter { get; }

    /// <summary>Compiles a graph.</summary>
    /// <param name="graph">The network, drawn.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="outputs">The values to be read after a run.</param>
    /// <param name="loss">Whose gradients are wanted: adds the backward pass. Null: none.</param>
    /// <param name="options">Threads, width, memory.</param>
    /// <param name="parameterStep">With a loss: what changes the parameters during the run. Null: nothing does, and <see cref="Gradients"/> are kept.</param>
    /// <exception cref="InsufficientMemoryException">The machine, or the limit, has not the memory; the message says what would be needed.</exception>
    public static Plan Compile(Graph graph, Weights weights, IReadOnlyList<Value> outputs, Value? loss = null, PlanOptions? options = null, IParameterStep? parameterStep = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(outputs);
        return new Plan(new PlanBuilder(graph, weights, outputs, loss, options ?? new PlanOptions(), parameterStep));
    }

    /// <summary>The memory of an input, to fill before a run, or of an output, to read after it.</summary>
    /// <exception cref="KeyNotFoundException">The value is neither.</exception>
    public Window this[Value value] => _windows.TryGetValue(value, out var window) ? window
        : throw new KeyNotFoundException($"The plan has no place for {value} that can be looked into: name it among the outputs when compiling.");

    /// <summary>Runs the kernel calls. Packed weights are made anew first when the parameters have changed since the last run.</summary>
    /// <param name="cancel">Looked at between kernels, until the first changes a parameter.</param>
    /// <exception cref="InvalidOperationException">The plan was only counted (<see cref="PlanOptions.OnlyCount"/>).</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop; parameters are untouched.</exception>
    public void Run(CancellationToken cancel = default) => Run(null, cancel);

    /// <summary>Runs and takes the time of each call.</summary>
    /// <param name="ticks">Receives <see cref="Stopwatch"/> ticks, one number for each of <see cref="Steps"/>; those of skipped steps stay as they are.</param>
    public void RunTimed(Span<long> ticks)
    {
        if (ticks.Length < _calls.Length)
        {
            throw new ArgumentException($"RunTimed: {ticks.Length} places for the times of {_calls.Length} steps.");
        }

        Run(ticks, CancellationToken.None);
    }

    /// <summary>Whether the plan has a place for a value that can be looked into: a graph's input that nothing needs has none.</summary>
    public bool Reads(Value value) => _windows.ContainsKey(value);

    /// <summary>Fills the arena with NaN, so that a read of a place that nobody has written shows. Inputs have to be filled again.</summary>
    internal void Poison()
    {
        _arena.Fill(float.NaN);
        FillConstants();
        _version = -1;
    }

    private void FillConstants()
    {
        foreach (var (window, number) in _constants)
        {
            window.Span.Fill(number);
        }
    }

    private void Run(Span<long> ticks, CancellationToken cancel)
    {
        if (_options.OnlyCount)
        {
            throw new InvalidOperationException("This plan was only counted: compile it again without OnlyCount to run it.");
        }

        for (var step = _version == Weights.Version ? _prepared : 0; step < _calls.Length; step++)
        {
            if (step <= _firstChange)
            {
                cancel.ThrowIfCancellationRequested();
            }

            if (step == _firstChange && !_parameterStep!.Begin())
            {
                break;
            }

            var start = Stopwatch.GetTimestamp();
            _calls[step].Kernel.Run(_options.Team, _calls[step].Scratch);
            if (!ticks.IsEmpty)
            {
                ticks[step] = Stopwatch.GetTimestamp() - start;
            }
        }

        _version = Weights.Version;
        if (_updates)
        {
            Weights.Changed();
        }
    }
}
