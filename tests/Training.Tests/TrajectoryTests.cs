using UNetSharp.Goldens;
using UNetSharp.Graphs;
using UNetSharp.Networks;

namespace UNetSharp.Training.Tests;

/// <summary>Twenty steps of the small paper network, loss by loss.</summary>
public class TrajectoryTests
{
    [Fact]
    public void Twenty_steps_of_the_papers_network_give_PyTorchs_losses()
    {
        var golden = Golden.Open("train20_paper_unet_w8");
        var start = Golden.Open("net_paper_unet_w8_188");
        var network = new UNet(Channels: 1, Classes: 2, Width: 8, Dropout: 0);
        var model = ModelFiles.Model.Create(network);
        foreach (var parameter in model.Weights.Parameters)
        {
            var tensor = start["weights." + parameter.Path];
            (parameter.Kind switch
            {
                ParameterKind.Convolution => tensor.Kernel().Values,
                ParameterKind.TransposedConvolution => tensor.TransposedKernel().Values,
                _ => tensor.Values,
            }).CopyTo(model.Weights[parameter.Path]);
        }

        model.Weights.Changed();
        var training = TrainingPlan.Create(network, model.Weights, [1, 204, 204, 1], optimiser: new SgdOptions(Momentum: 0.99));
        var (images, labels, weights) = (golden["x"].ChannelsLast().Values, golden["t"].Values, golden["w"].Values);
        var exact = golden["losses_float64"].ToDoubles();
        for (var step = 0; step < 20; step++)
        {
            var sample = step % 2;
            Sample(images, sample).CopyTo(training.Image.Span);
            Sample(labels, sample).CopyTo(training.Labels.Span);
            Sample(weights, sample).CopyTo(training.PixelWeights.Span);
            var loss = training.Step(learningRate: 1e-3f);

            // The tolerance that comes with the goldens for whole networks.
            var tolerance = 1e-4 + (1e-3 * exact[step]);
            Assert.True(Math.Abs(loss - exact[step]) <= tolerance, $"step {step}: loss {loss}, PyTorch {exact[step]}");
        }

        GoldenAssert.NormClose(model.Weights["head.weight"], golden["final_head_weight"].Kernel().Values, what: "head.weight after 20 steps");
        GoldenAssert.NormClose(model.Weights["enc.0.0.weight"], golden["final_enc0_weight"].Kernel().Values, what: "enc.0.0.weight after 20 steps");

        static ReadOnlySpan<float> Sample(float[] all, int sample) => all.AsSpan(sample * (all.Length / 2), all.Length / 2);
    }
}
