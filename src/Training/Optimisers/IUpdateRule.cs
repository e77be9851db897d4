using System.Numerics;

namespace UNetSharp.Training;

/// <summary>The rule of an optimiser for one element, written for a vector of them.</summary>
internal interface IUpdateRule
{
    /// <summary>Changes the parameter and up to three states. A state that the rule does not have comes as zero and is dropped.</summary>
    void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third);
}
