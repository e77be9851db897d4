using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>Losses that are the Jaccard index itself, made continuous. Berman, Rannen Triki, Blaschko, CVPR 2018, arXiv 1705.08790; hinge: Yu, Blaschko, ICML 2015.</summary>
public static class LovaszLossExtension
{
    extension(Value logits)
    {
        /// <summary>Lovász-softmax: the mean over the classes that the truth has of Σ_i e_i·(J_i − J_{i−1}), e = |y − p| sorted from the largest down, p = softmax of the logits, J_i the Jaccard loss if the i largest were mistakes.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label count nowhere.</param>
        /// <param name="withBackground">Whether class 0 counts; true by default.</param>
        /// <param name="perImage">Whether each sample has its own loss, and the mean is taken; false by default, as in the authors' code.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value LovaszSoftmax(Value labels, bool withBackground = true, bool perImage = false)
        {
            const string Name = "LovaszSoftmax";
            var truth = Truth.Of(logits, labels, Name);
            var classes = Truth.Chosen(truth.Classes, withBackground, Name);
            var errors = (classes - Truth.Chosen(logits.Softmax(), withBackground, Name)).Abs() * truth.Counted;
            (errors, classes) = (Listed(errors, perImage), Listed(classes, perImage));
            var losses = errors.Lovasz(classes); // [N or 1, C]
            var present = classes.Sum([1]).Clamp(0, 1).Reshape(losses.Shape);
            return (losses * present).Sum() / present.Sum().Clamp(1, float.MaxValue);
        }

        /// <summary>Lovász hinge: Σ_i e_i·(J_i − J_{i−1}), e = max(0, 1 − m) sorted from the largest down, m = ±(z_1 − z_0) the margin, + where the truth is class 1.</summary>
        /// <param name="labels">[N, (D,) H, W]: 0 or 1 as float32; pixels with any other label count nowhere.</param>
        /// <param name="perImage">Whether each sample has its own loss, and the mean is taken; true by default, as in the authors' code.</param>
        /// <exception cref="ArgumentException">The shapes do not fit together, or there are not two classes.</exception>
        public Value LovaszHinge(Value labels, bool perImage = true)
        {
            const string Name = "LovaszHinge";
            if (logits.Shape.Channels != 2)
            {
                throw new ArgumentException($"{Name}: tells one class from the background; logits {logits.Shape} have {logits.Shape.Channels} classes: take the Lovász-softmax loss.");
            }

            var truth = Truth.Of(logits, labels, Name);
            var foreground = Truth.Chosen(truth.Classes, withBackground: false, Name);
            var margin = (logits.Slice(axis: -1, 1, 1) - logits.Slice(axis: -1, 0, 1)) * ((2 * foreground) - 1);
            var errors = (1 - margin).Relu() * truth.Counted;
            return Listed(errors, perImage).Lovasz(Listed(foreground, perImage)).Mean();
        }
    }

    // [N or 1, pixels, C]
    private static Value Listed(Value image, bool perImage)
    {
        var (samples, channels) = (perImage ? image.Shape[0] : 1, image.Shape.Channels);
        return image.Reshape([samples, checked((int)(image.Shape.Elements / samples / channels)), channels]);
    }
}
