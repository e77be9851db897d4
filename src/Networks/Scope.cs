using UNetSharp.Graphs;

namespace UNetSharp.Networks;

/// <summary>A place in a network's tree of names: layers drawn in it call their parameters "path.weight", "path.bias".</summary>
/// <remarks>Paths are the reference's own, joined with dots, so that loading someone's checkpoint is a lookup and not a guess. The layers are extension methods, one file each (Layers/).</remarks>
/// <param name="Graph">Where to draw.</param>
/// <param name="Path">The names so far; empty at the root.</param>
public readonly record struct Scope(Graph Graph, string Path = "")
{
    /// <summary>A place below this one.</summary>
    public static Scope operator /(Scope scope, string name) => scope with { Path = scope.Path.Length == 0 ? name : $"{scope.Path}.{name}" };

    /// <summary>A numbered place below this one.</summary>
    public static Scope operator /(Scope scope, int index) => scope / index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A parameter of this place.</summary>
    /// <param name="name">Its own name: "weight", "bias", "running_mean".</param>
    /// <param name="shape">Its extents, channels last.</param>
    /// <param name="initial">What it holds before training.</param>
    /// <param name="kind">What it is, which says how other frameworks order its axes.</param>
    /// <param name="trained">Whether the optimiser changes it.</param>
    public Value Parameter(string name, Shape shape, Initialiser initial, ParameterKind kind = ParameterKind.Plain, bool trained = true) =>
        Graph.Parameter(new Parameter((this / name).Path, shape, initial, kind, trained));
}
