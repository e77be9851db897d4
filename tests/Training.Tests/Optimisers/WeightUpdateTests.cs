using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Training.Tests.Optimisers;

/// <summary>Clip, step and average in one pass on several threads: the bits of one after another on one thread.</summary>
public sealed class WeightUpdateTests
{
    private const int Steps = 3;
    private const double Rate = 0.01, MaximumNorm = 1, Decay = 0.9;

    public static TheoryData<OptimiserOptions, int, bool> Cases => new(
        from options in (OptimiserOptions[])[new SgdOptions(), new SgdOptions(Momentum: 0.99, WeightDecay: 0.01), new AdamOptions(), new AdamWOptions(Amsgrad: true), new RmsPropOptions(Momentum: 0.9)]
        from threads in (int[])[1, 2, 5]
        from inPassing in (bool[])[false, true]
        select (options, threads, inPassing));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pass_gives_the_bits_of_clip_step_and_average_one_after_another(OptimiserOptions options, int threads, bool inPassing)
    {
        var (model, average) = (NewModel(), NewModel());
        Assert.True(model.Weights.TrainedLength > 3 * Clipping.PieceLength && model.Weights.TrainedLength < model.Weights.Length);
        var gradients = new MemoryBlock(model.Weights.TrainedLength);
        var update = new WeightUpdate(model.Weights, options.For((int)model.Weights.TrainedLength)) { Average = new WeightAverage(average, Decay) };
        using var team = new ThreadTeam(threads);

        // All parameters but one, the last first, as in a backward pass.
        Kernel[] kernels = !inPassing ? [] : [.. model.Weights.Parameters.Where(parameter => parameter.Trained).Skip(1).Reverse().Select(parameter =>
        {
            var start = model.Weights.Offset(parameter.Path);
            return update.Of(start, gradients.Window(start, 1, 1, 1, 1, (int)parameter.Shape.Elements));
        })];
        for (var step = 1; step <= Steps; step++)
        {
            Gradients(step, model, gradients.Span(0, (int)gradients.Length));
            update.Begin(Rate, step, (float)Clipping.Factor(Clipping.Norm(gradients.Span(0, (int)gradients.Length)), MaximumNorm));
            foreach (var kernel in kernels) kernel.Run(team, default);
            update.Finish(team, gradients);
        }

        var (weights, averaged) = OneAfterAnother(options);
        Assert.True(weights.AsSpan().SequenceEqual(All(model)));
        Assert.True(averaged.AsSpan().SequenceEqual(All(average)));
    }

    [Fact]
    public void Without_clipping_and_average_it_is_the_optimisers_step()
    {
        var (model, plain) = (NewModel(), NewModel());
        var gradients = new MemoryBlock(model.Weights.TrainedLength);
        Gradients(1, model, gradients.Span(0, (int)gradients.Length));
        using var team = new ThreadTeam(2);
        var update = new WeightUpdate(model.Weights, new AdamOptions().For((int)gradients.Length));
        update.Begin(Rate, step: 1);
        update.Finish(team, gradients);
        new AdamOptions().For((int)gradients.Length).Step(plain.Weights.Trained, gradients.Span(0, (int)gradients.Length), Rate);
        Assert.True(All(plain).SequenceEqual(All(model)));
    }

    private static (float[] Weights, float[] Average) OneAfterAnother(OptimiserOptions options)
    {
        var model = NewModel();
        var (average, optimiser) = (All(model).ToArray(), options.For((int)model.Weights.TrainedLength));
        for (var step = 1; step <= Steps; step++)
        {
            var gradients = new float[model.Weights.TrainedLength];
            Gradients(step, model, gradients);
            var factor = (float)Clipping.Factor(Clipping.Norm(gradients), MaximumNorm);
            for (var i = 0; i < gradients.Length; i++) gradients[i] *= factor;
            optimiser.Step(model.Weights.Trained, gradients, Rate);
            var share = (float)(1 - Math.Min(Decay, (1.0 + step) / (10.0 + step)));
            var weights = All(model);
            for (var i = 0; i < average.Length; i++) average[i] += share * (weights[i] - average[i]);
        }

        return (All(model).ToArray(), average);
    }

    // Batch normalisation, so that running statistics lie behind the trained parameters.
    private static Model NewModel() => Model.Create(new UNet(Channels: 1, Classes: 2) { Width = 12, Depth = 2, Padding = Padding.Same, Normalisation = Networks.Normalisation.Batch }, seed: 4);

    // The gaps between parameters have none.
    private static void Gradients(int step, Model model, Span<float> gradients)
    {
        gradients.Clear();
        foreach (var parameter in model.Weights.Parameters.Where(parameter => parameter.Trained))
        {
            var start = (int)model.Weights.Offset(parameter.Path);
            for (var i = start; i < start + parameter.Shape.Elements; i++) gradients[i] = Philox.Uniform(Philox.Words((ulong)step, (UInt128)i).A) - 0.5f;
        }
    }

    private static Span<float> All(Model model) => model.Weights.Block.Span(0, (int)model.Weights.Length);
}
