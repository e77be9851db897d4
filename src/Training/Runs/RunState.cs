namespace UNetSharp.Training;

/// <summary>Where a run stands, in words and numbers: what a checkpoint keeps beside the blocks of weights.</summary>
internal sealed record RunState
{
    /// <summary>Steps taken.</summary>
    public long Step { get; set; }

    /// <summary>Steps that the run has in all.</summary>
    public long Steps { get; set; }

    /// <summary>Seconds of training until now, over all resumptions.</summary>
    public double Seconds { get; set; }

    /// <summary>The best Dice of a validation; NaN before the first.</summary>
    public double Best { get; set; } = double.NaN;

    /// <summary>Its step.</summary>
    public long BestStep { get; set; }

    /// <summary>The step at which the run was last validated, or would have been if there were cases for it.</summary>
    public long Looked { get; set; }

    /// <summary>Validations since the best.</summary>
    public int SinceBest { get; set; }

    /// <summary>The loss of the steps since the last learning point, and how many they are.</summary>
    public double LossSum { get; set; }

    /// <summary>Steps since the last learning point.</summary>
    public int LossCount { get; set; }

    /// <summary>How it learnt.</summary>
    public List<LearningPoint> Learning { get; set; } = [];

    /// <summary>What its validations found.</summary>
    public List<ValidationPoint> Validations { get; set; } = [];
}
