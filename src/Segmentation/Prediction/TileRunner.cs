using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;

namespace UNetSharp.Segmentation;

/// <summary>A network compiled for one size of tile: samples in, probabilities out.</summary>
internal sealed class TileRunner
{
    private readonly Plan _plan;
    private readonly Value _image, _logits;

    /// <summary>Compiles the network.</summary>
    /// <param name="model">The network and its weights.</param>
    /// <param name="input">The extents of a tile; the network takes them.</param>
    /// <param name="options">Threads, or whether only to count.</param>
    public TileRunner(Model model, Triple input, PlanOptions options)
    {
        var graph = new Graph();
        _image = graph.Input("image", model.Network.TypicalInput.WithSpatial(input, model.Network.InputChannels).With(0, 1));
        _logits = model.Network.Build(graph, _image);
        _plan = Plan.Compile(graph, model.Weights, [_logits], options: options);
        Shape = new(input, _logits.Shape.Spatial);
        Classes = ClassProbabilities.Classes(_logits.Shape.Channels);
    }

    /// <summary>What goes in and what comes out.</summary>
    public TileShape Shape { get; }

    /// <summary>Classes of the result.</summary>
    public int Classes { get; }

    /// <summary>Bytes of the plan, weights included.</summary>
    public long Bytes => _plan.Figures.Bytes;

    /// <summary>Where samples [D, H, W, C] go before a run.</summary>
    public Span<float> Input => _plan[_image].Span;

    /// <summary>Runs the network on what <see cref="Input"/> holds.</summary>
    /// <param name="probabilities">Receives [D', H', W', classes].</param>
    /// <param name="cancel">Looked at between kernels.</param>
    public void Run(Span<float> probabilities, CancellationToken cancel)
    {
        _plan.Run(cancel);
        var logits = _plan[_logits];
        var row = logits.W * Classes;
        for (var line = 0; line < logits.D * logits.H; line++)
        {
            // Row by row: the logits may be a window of something larger.
            var window = logits.Crop(line / logits.H, line % logits.H, 0, 1, 1, logits.W);
            ClassProbabilities.FromLogits(window.Span, logits.C, probabilities.Slice(line * row, row));
        }
    }
}
