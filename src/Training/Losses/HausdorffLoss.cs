using UNetSharp.Graphs;

namespace UNetSharp.Training;

/// <summary>A smooth stand-in for the Hausdorff distance. Karimi, Salcudean, IEEE Transactions on Medical Imaging 39, 2020, arXiv 1904.10030: the loss by distance transforms.</summary>
public static class HausdorffLossExtension
{
    extension(Value logits)
    {
        /// <summary>The mean over pixels and classes of (p − y)²·(d_p^α + d_y^α), p = softmax of the logits, d_y and d_p the distances in pixels to the border of the truth and to that of the prediction, where p crosses ½.</summary>
        /// <param name="labels">[N, (D,) H, W]: whole numbers from 0 to C − 1 as float32; pixels with any other label count nowhere, and no distance is taken to them.</param>
        /// <param name="power">α: how much more far errors cost; 2 by default, as in the paper.</param>
        /// <param name="withBackground">Whether class 0 counts; false by default.</param>
        /// <remarks>Distances are exact, computed in each step and taken as given: no gradient flows through them. Where neither truth nor prediction has a border the loss is 0: it goes together with one that shapes regions.</remarks>
        /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
        public Value HausdorffLoss(Value labels, float power = 2, bool withBackground = false)
        {
            const string Name = "HausdorffLoss";
            var truth = Truth.Of(logits, labels, Name).Chosen(withBackground, Name);
            var p = Truth.Chosen(logits.Softmax(), withBackground, Name);
            return truth.MeanOf((p - truth.Classes).Square() * (Raised(truth.Distances(p), power) + Raised(truth.Distances(), power)));
        }
    }

    private static Value Raised(Value distances, float power) => distances.Abs().Power(power);
}
