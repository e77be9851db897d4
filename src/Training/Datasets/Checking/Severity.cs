namespace UNetSharp.Training;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Training can't work, or would learn something else than is meant.</summary>
    Error,

    /// <summary>Training works, but probably not as is meant.</summary>
    Warning,

    /// <summary>Good to know: how something was understood.</summary>
    Note,
}
