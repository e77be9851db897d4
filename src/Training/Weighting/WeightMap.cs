using UNetSharp.Imaging;

namespace UNetSharp.Training;

/// <summary>The weights of pixels in the loss, so that rare classes count and the narrow gaps between touching objects are learnt.</summary>
public static class WeightMap
{
    // exp(−6²/2) = 1.5e-8: what lies further adds less than float32 can hold beside the other terms.
    private const double Reach = 6;

    // A class of a hundred pixels among a million would otherwise weigh thousands, and single pixels would rule the gradient.
    private const double HeaviestClass = 10;

    /// <summary>Weights that give every class the same say: w_c = N / (C · n_c), no more than 10; 1 for a class that does not occur.</summary>
    /// <param name="pixels">n_c: the pixels of each class over the training set.</param>
    /// <remarks>As sklearn's class_weight "balanced", with a limit. The paper says only that w_c balances the class frequencies.</remarks>
    public static float[] ClassWeights(ReadOnlySpan<long> pixels)
    {
        var (all, occurring) = (0.0, 0);
        foreach (var count in pixels)
        {
            all += count;
            occurring += count > 0 ? 1 : 0;
        }

        var weights = new float[pixels.Length];
        for (var c = 0; c < weights.Length; c++) weights[c] = pixels[c] == 0 ? 1 : (float)Math.Min(HeaviestClass, all / occurring / pixels[c]);
        return weights;
    }

    /// <summary>The weights of a mask.</summary>
    /// <param name="labels">Classes [D, H, W]; 0 is background, below 0 is ignored and weighs 0.</param>
    /// <param name="objects">The objects to keep apart: 0 is background, each other number one object. Empty: the connected components of each class.</param>
    /// <param name="extent">The extent of both.</param>
    /// <param name="classWeights">w_c of each class.</param>
    /// <param name="options">The formula and its constants.</param>
    /// <exception cref="ArgumentException">A span does not fill the extent, a label has no weight, or the options mean nothing.</exception>
    public static float[] Compute(ReadOnlySpan<int> labels, ReadOnlySpan<int> objects, Extent extent, ReadOnlySpan<float> classWeights, WeightMapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        extent.RequireLength(labels.Length, "WeightMap: the labels");
        if (!objects.IsEmpty) extent.RequireLength(objects.Length, "WeightMap: the objects");
        var weights = options.Formula == WeightFormula.Plugin2019
            ? Plugin(labels, objects, extent, options)
            : OfClasses(labels, classWeights, options.Formula);
        if (options.Formula == WeightFormula.Paper2015) AddBorder(weights, labels, objects, extent, options);
        for (var i = 0; i < weights.Length; i++)
        {
            if (labels[i] < 0) weights[i] = 0;
        }

        return weights;
    }

    /// <summary>The paper's border term, w0·exp(−(d1 + d2)² / 2σ²), by itself.</summary>
    /// <param name="objects">0 is background, each other number one object.</param>
    /// <param name="extent">Their extent.</param>
    /// <param name="weight">w0.</param>
    /// <param name="sigma">σ, in pixels.</param>
    /// <returns>The term at every pixel, 0 everywhere where there are fewer than two objects. Exact within 6σ, where it has fallen to 1.5e-8·w0; 0 beyond.</returns>
    /// <exception cref="ArgumentException">The objects do not fill the extent.</exception>
    public static float[] BorderTerm(ReadOnlySpan<int> objects, Extent extent, double weight, double sigma)
    {
        extent.RequireLength(objects.Length, "WeightMap: the objects");
        var distances = NearestTwo.Measure(objects, extent, PerAxis.One, Reach * sigma);
        var term = new float[objects.Length];
        for (var i = 0; i < term.Length; i++) term[i] = (float)(weight * Fall((double)distances.First[i] + distances.Second[i], sigma));
        return term;
    }

    private static float[] OfClasses(ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights, WeightFormula formula)
    {
        var weights = new float[labels.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            if (labels[i] >= classWeights.Length) throw new ArgumentException($"WeightMap: label {labels[i]} at {i}, but there are weights for {classWeights.Length} classes.", nameof(labels));
            weights[i] = formula == WeightFormula.None || labels[i] < 0 ? 1 : classWeights[labels[i]];
        }

        return weights;
    }

    private static void AddBorder(float[] weights, ReadOnlySpan<int> labels, ReadOnlySpan<int> objects, Extent extent, WeightMapOptions options)
    {
        if (objects.IsEmpty) objects = ComponentsOf(labels, extent);
        var term = BorderTerm(objects, extent, options.BorderWeight, options.BorderSigma);
        for (var i = 0; i < weights.Length; i++)
        {
            if (options.BorderInsideObjects || objects[i] == 0) weights[i] += term[i];
        }
    }

    // Background: v + Σ over classes of w0·exp(−(d1 + d2)²/2σ0²) + (1 − v)·exp(−d1²/2σ1²), with distances to the objects of that class.
    private static float[] Plugin(ReadOnlySpan<int> labels, ReadOnlySpan<int> objects, Extent extent, WeightMapOptions options)
    {
        if (objects.IsEmpty) objects = ComponentsOf(labels, extent);
        var weights = new float[labels.Length];
        var classes = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = labels[i] == 0 ? (float)options.BackgroundWeight : 1;
            classes = Math.Max(classes, labels[i] + 1);
        }

        var ofClass = new int[labels.Length];
        for (var c = 1; c < classes; c++)
        {
            for (var i = 0; i < ofClass.Length; i++) ofClass[i] = labels[i] == c ? objects[i] : 0;
            var distances = NearestTwo.Measure(ofClass, extent, PerAxis.One, Reach * Math.Max(options.BorderSigma, options.RimSigma));
            for (var i = 0; i < weights.Length; i++)
            {
                if (labels[i] != 0) continue;
                var border = options.BorderWeight * Fall((double)distances.First[i] + distances.Second[i], options.BorderSigma);
                var rim = (1 - options.BackgroundWeight) * Fall(distances.First[i], options.RimSigma);
                weights[i] += (float)(border + rim);
            }
        }

        return weights;
    }

    // Faces: a membrane that is one pixel thin and runs diagonally still parts two cells.
    private static int[] ComponentsOf(ReadOnlySpan<int> labels, Extent extent)
    {
        var foreground = new int[labels.Length];
        for (var i = 0; i < foreground.Length; i++) foreground[i] = Math.Max(0, labels[i]);
        return ConnectedComponents.LabelByValue(foreground, extent, Connectivity.Faces).Labels;
    }

    private static double Fall(double distance, double sigma) => Math.Exp(-distance * distance / (2 * sigma * sigma));
}
