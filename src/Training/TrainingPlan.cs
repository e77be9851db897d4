using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.Networks;

namespace UNetSharp.Training;

/// <summary>Draws a loss on logits [N, (D,) H, W, C], labels [N, (D,) H, W] (whole numbers) and a weight for each pixel [N, (D,) H, W]; one number.</summary>
public delegate Value Loss(Value logits, Value labels, Value pixelWeights);

/// <summary>A training step made ready: one plan with forward pass, loss and backward pass, in which the optimiser changes each parameter as soon as its gradient is there.</summary>
/// <remarks>Only where gradients are clipped, which needs all of them first, they have a block of their own, and clip and optimiser follow, each one loop over the flat blocks. The numbers are the same.</remarks>
public sealed class TrainingPlan : IParameterStep
{
    private readonly Optimiser? _optimiser;
    private readonly WeightUpdate _update;
    private readonly BlockNorm? _norm;
    private readonly PlanOptions _options;
    private readonly int _memories;
    private static readonly SgdOptions PaperOptimiser = new(Momentum: 0.99);

    private readonly Value _image, _labels, _pixelWeights, _loss;
    private double _learningRate;

    private TrainingPlan(Network network, Weights weights, Shape input, PlanOptions options, Loss loss, OptimiserOptions optimiser, double? clipNorm)
    {
        var graph = new Graph(training: true);
        _memories = optimiser.For(0).States.Count;
        _optimiser = options.OnlyCount ? null : optimiser.For(checked((int)weights.TrainedLength));
        _image = graph.Input("image", input);
        var heads = network.BuildHeads(graph, _image);
        Logits = heads[0].Logits;
        var pixels = Shape.Of(Logits.Shape.ToArray().AsSpan()[..^1]);
        (_labels, _pixelWeights) = (graph.Input("labels", pixels), graph.Input("pixel weights", pixels));
        _loss = HeadsLoss.Draw(heads, loss, _labels, _pixelWeights);
        (_options, ClipNorm) = (options, clipNorm);
        _update = new(weights, _optimiser);
        Plan = Plan.Compile(graph, weights, [_loss, Logits], _loss, options, clipNorm is null ? this : null);
        _norm = clipNorm is null ? null : new(Plan.Gradients!, weights.TrainedLength);
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>The network's result in the plan.</summary>
    public Value Logits { get; }

    /// <summary>[N, (D,) H, W, channels], to fill before each step.</summary>
    public Window Image => Plan[_image];

    /// <summary>Whole numbers [N, (D,) H', W'], to fill before each step.</summary>
    public Window Labels => Plan[_labels];

    /// <summary>Whether the loss weighs pixels; those of regions (Dice and its kin) do not.</summary>
    public bool WeighsPixels => Plan.Reads(_pixelWeights);

    /// <summary>[N, (D,) H', W']; ones where the loss has weights and one has none. Only where the loss <see cref="WeighsPixels"/>.</summary>
    public Window PixelWeights => Plan[_pixelWeights];

    /// <summary>The optimiser; to be saved and restored with the parameters.</summary>
    /// <exception cref="InvalidOperationException">The plan was only counted.</exception>
    public Optimiser Optimiser => _optimiser ?? throw new InvalidOperationException("TrainingPlan: only counted, so it has no optimiser.");

    /// <summary>The largest Euclidean norm of the gradient; a longer one is shortened (<see cref="Clipping"/>). Null: any.</summary>
    public double? ClipNorm { get; }

    /// <summary>Weights that follow those of the training, in the same pass over memory; null, the default: none.</summary>
    internal WeightAverage? Average
    {
        get => _update.Average;
        set => _update.Average = value;
    }

    /// <summary>What a process that takes steps needs above a bare one: the plan, the optimiser's memory, and the runtime's own.</summary>
    public long TotalBytes => Plan.Figures.ProcessBytes + (_memories * Plan.Weights.TrainedLength * sizeof(float));

    /// <summary>Makes a step ready.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters, which the step changes.</param>
    /// <param name="input">[N, (D,) H, W, channels].</param>
    /// <param name="options">Threads, width, memory limit.</param>
    /// <param name="loss">Cross-entropy, weighted and averaged over all pixels, by default.</param>
    /// <param name="optimiser">The paper's stochastic gradient descent with momentum 0.99 by default.</param>
    /// <param name="clipNorm">The largest Euclidean norm of the gradient. Null, the default: any, so that gradients need not all be kept.</param>
    /// <exception cref="ArgumentException">The input does not fit the network.</exception>
    /// <exception cref="InsufficientMemoryException">The machine, or the limit, has not the memory.</exception>
    public static TrainingPlan Create(Network network, Weights weights, Shape input, PlanOptions? options = null, Loss? loss = null, OptimiserOptions? optimiser = null, double? clipNorm = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        return new TrainingPlan(network, weights, input, options ?? new PlanOptions(), loss ?? PixelWeightedCrossEntropy, optimiser ?? PaperOptimiser, clipNorm);
    }

    /// <summary>Runs forward and backward, then changes the parameters; where the loss is not a finite number, the optimiser leaves them as they are.</summary>
    /// <param name="learningRate">The step's learning rate.</param>
    /// <param name="cancel">Looked at between kernels, until the first parameter changes: they change all or not at all.</param>
    /// <returns>The loss before the change.</returns>
    public float Step(double learningRate, CancellationToken cancel = default)
    {
        _learningRate = learningRate;
        Plan.Run(cancel);
        var loss = Plan[_loss].Span[0];
        if (!float.IsFinite(loss)) return loss;
        if (_norm is not null) _update.Begin(_learningRate, Plan.Counter.Step + 1, (float)Clipping.Factor(_norm.On(_options.Team), ClipNorm!.Value));
        _update.Finish(_options.Team, Plan.Gradients);
        Plan.Counter.Step++;
        return loss;
    }

    // Behind the forward pass.
    bool IParameterStep.Begin()
    {
        if (!float.IsFinite(Plan[_loss].Span[0])) return false;
        _update.Begin(_learningRate, Plan.Counter.Step + 1);
        return true;
    }

    Kernel IParameterStep.Of(long start, Window gradient) => _update.Of(start, gradient);

    private static Value PixelWeightedCrossEntropy(Value logits, Value labels, Value pixelWeights) => logits.CrossEntropy(labels, pixelWeights: pixelWeights);
}
