using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>One answer of a network. Most have one; with deep supervision the coarser levels of the expanding path answer too, so that the loss reaches them directly.</summary>
/// <remarks>Lee, Xie, Gallagher, Zhang, Tu, "Deeply-supervised nets", AISTATS 2015, https://arxiv.org/abs/1409.5185.</remarks>
/// <param name="Logits">[N, (D,) H, W, classes]; spatial extents may be those of the answer at use divided by whole numbers: labels are then sampled.</param>
/// <param name="Weight">The loss's factor; 0: not trained on.</param>
public readonly record struct Head(Value Logits, float Weight = 1);
