using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>What a prediction costs by its distance to the true border. Kervadec, Bouchtiba, Desrosiers, Granger, Dolz, Ben Ayed, MIDL 2019, arXiv 1812.07032.</summary>
public static class BoundaryLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean over pixels and classes of φ·p, p = softmax of the logits, φ the distance to the class's true border in pixels, negative within the class.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label count nowhere, and no distance is taken to them.</param>
        /// <param name="withBackground">Whether class 0 counts; false by default.</param>
        /// <remarks>
        /// φ is exact, and computed from the labels in each step. The loss is negative where all is right. A class that a sample lacks has no border, and costs nothing there: the loss goes together
        /// with one that shapes regions. φ is the paper's; the authors' code adds 1 within a class.
        /// </remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value BoundaryLoss(Value labels, bool withBackground = false)
        {
            const string Name = "BoundaryLoss";
            var truth = Truth.Of(logits, labels, Name).Chosen(withBackground, Name);
            return truth.MeanOf(Truth.Chosen(logits.Softmax(), withBackground, Name) * truth.Distances());
        }
    }
}
