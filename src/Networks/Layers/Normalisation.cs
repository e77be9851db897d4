namespace UNetSharp.Networks;

/// <summary>What stands between a convolution and its activation.</summary>
public enum Normalisation
{
    /// <summary>Nothing: the 2015 paper.</summary>
    None,

    /// <summary>Each channel to mean 0 and variance 1 over the batch; running statistics at inference. Ioffe, Szegedy, 2015, https://arxiv.org/abs/1502.03167.</summary>
    Batch,

    /// <summary>Each channel of each sample by itself. Ulyanov, Vedaldi, Lempitsky, 2016, https://arxiv.org/abs/1607.08022.</summary>
    Instance,

    /// <summary>Groups of channels of each sample. Wu, He, 2018, https://arxiv.org/abs/1803.08494.</summary>
    Group,
}
