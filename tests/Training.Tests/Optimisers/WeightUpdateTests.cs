using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Training.Tests.Optimisers;

/// <summary>Clip, step and average in one pass on several threads: the bits of one after another on one thread.</summary>
public sealed class WeightUpdateTests
{
    private const int Steps = 3;
    private const double Rate = 0.01, MaximumNorm = 1, Decay = 0.9;

    public static TheoryData<OptimiserOptions, int> Cases => new(
        from options in (OptimiserOptions[])[new SgdOptions(), new SgdOptions(Momentum: 0.99, WeightDecay: 0.01), new AdamOptions(), new AdamWOptions(Amsgrad: true), new RmsPropOptions(Momentum: 0.9)]
        from threads in (int[])[1, 2, 5]
        select (options, threads));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pass_gives_the_bits_of_clip_step_and_average_one_after_another(OptimiserOptions options, int threads)
    {
        var (model, average) = (NewModel(), NewModel());
        Assert.True(model.Weights.TrainedLength > 3 * Clipping.PieceLength && model.Weights.TrainedLength < model.Weights.Length);
        var gradients = new MemoryBlock(model.Weights.TrainedLength);
        var update = new WeightUpdate(model.Weights, gradients, options.For((int)model.Weights.TrainedLength)) { ClipNorm = MaximumNorm, Average = new WeightAverage(average, Decay) };
        using var team = new ThreadTeam(threads);
        for (var step = 1; step <= Steps; step++)
        {
            Gradients(step, gradients.Span(0, (int)gradients.Length));
            update.Run(team, Rate, step);
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
        Gradients(1, gradients.Span(0, (int)gradients.Length));
        using var team = new ThreadTeam(2);
        new WeightUpdate(model.Weights, gradients, new AdamOptions().For((int)gradients.Length)).Run(team, Rate, step: 1);
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
            Gradients(step, gradients);
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

    private static void Gradients(int step, Span<float> gradients)
    {
        for (var i = 0; i < gradients.Length; i++) gradients[i] = Philox.Uniform(Philox.Words((ulong)step, (UInt128)i).A) - 0.5f;
    }

    private static Span<float> All(Model model) => model.Weights.Block.Span(0, (int)model.Weights.Length);
}
