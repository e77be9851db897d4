using System.Collections.Immutable;
using UNetSharp.Networks;

namespace UNetSharp.Training;

/// <summary>A network of the catalogue with its options, but for channels and classes, which are the data's.</summary>
/// <param name="Name">Its name in the catalogue. Default "unet".</param>
public sealed record NetworkChoice(string Name = "unet")
{
    /// <summary>Options as they are written on the command line, such as width = 32; what is not given keeps the network's default.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The network for data.</summary>
    /// <param name="channels">Channels of its images.</param>
    /// <param name="classes">Classes of its masks, background included.</param>
    /// <exception cref="ArgumentException">No such network, no such option, or a value out of range.</exception>
    public Network For(int channels, int classes) => Catalogue.Create(Name, Options.SetItem("channels", Text(channels)).SetItem("classes", Text(classes)));

    /// <summary>The same with an option set.</summary>
    public NetworkChoice With(string option, string value) => this with { Options = Options.SetItem(option, value) };

    /// <inheritdoc/>
    public bool Equals(NetworkChoice? other) => other is not null && Name == other.Name && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Options.Count);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Name, .. Options.Select(option => $"{option.Key}={option.Value}")]);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
