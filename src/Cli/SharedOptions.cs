using System.CommandLine;
using System.Globalization;
using UNetSharp.Graphs;
using UNetSharp.Kernels;
using UNetSharp.ModelFiles;
using UNetSharp.Networks;

namespace UNetSharp.Cli;

/// <summary>Options that several commands take.</summary>
internal static class SharedOptions
{
    /// <summary><c>--json</c>: one JSON document on standard output and nothing else there.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document and nothing else." };

    /// <summary><c>--threads N</c>.</summary>
    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads") { Description = "Threads to use.", DefaultValueFactory = _ => Environment.ProcessorCount };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads: expected a whole number from 1 to 1024.");
            }
        });
        return option;
    }

    /// <summary><c>--force</c>: without it nothing is written over.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Write over existing files." };

    /// <summary><c>--seed N</c>.</summary>
    public static Option<ulong> Seed() => new("--seed") { Description = "The same seed gives the same numbers." };

    /// <summary><c>--option k=v</c>, as often as one likes.</summary>
    public static Option<string[]> NetworkOption() => new("--option", "-o") { Description = "An option of the network, such as width=32 or padding=same; as often as you like.", HelpName = "k=v" };

    /// <summary><c>--input 1x572x572x1</c>.</summary>
    public static Option<string?> Input() => new("--input") { Description = "Extents of the input, channels last: NxHxWxC, or NxDxHxWxC for volumes.", HelpName = "NxHxWxC" };

    /// <summary>A network of the catalogue with options, or a model file.</summary>
    /// <exception cref="UsageException">No such network or file, or options that a model can't take.</exception>
    public static Model Model(string nameOrFile, string[] options, ulong seed = 0)
    {
        if (Catalogue.All.Any(entry => entry.Name.Equals(nameOrFile, StringComparison.OrdinalIgnoreCase)))
        {
            return ModelFiles.Model.Create(CommandLine.FromWords(() => Catalogue.Create(nameOrFile, Pairs(options))), seed);
        }

        return File.Exists(nameOrFile) ? ModelOf(nameOrFile, options)
            : throw new UsageException($"There is no network and no file \"{nameOrFile}\"; networks: {string.Join(", ", Catalogue.All.Select(entry => entry.Name))}.");
    }

    /// <summary>A model file, with options in the place of its own: those that use fewer of its parameters, such as prune=2.</summary>
    /// <exception cref="UsageException">Options that the model can't take.</exception>
    public static Model ModelOf(string file, string[] options)
    {
        var model = ModelFiles.Model.Load(file);
        if (options.Length == 0) return model;
        var replaced = new Dictionary<string, string>(model.Network.Options, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Pairs(options)) replaced[name] = value;
        return CommandLine.FromWords(() => model.As(Catalogue.Create(model.Network.Name, replaced)));
    }

    /// <summary>The extents that the user gave, or the network's own.</summary>
    /// <exception cref="UsageException">Not extents.</exception>
    public static Shape Extents(string? text, Network network)
    {
        if (text is null)
        {
            return network.TypicalInput;
        }

        var extents = text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) ? extent : 0).ToArray();
        return extents.Length is 4 or 5 && extents.All(extent => extent > 0) ? Shape.Of(extents)
            : throw new UsageException($"--input {text}: expected extents such as 1x572x572x1 (NxHxWxC) or 1x64x128x128x1 (NxDxHxWxC).");
    }

    /// <summary>Threads and register width for plans.</summary>
    public static PlanOptions Plan(int threads) => new() { Team = threads == Environment.ProcessorCount ? ThreadTeam.Shared : new ThreadTeam(threads) };

    /// <summary>Names and values such as width=32.</summary>
    /// <exception cref="UsageException">Not of that form, or a name twice.</exception>
    public static Dictionary<string, string> Pairs(string[] options)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in options)
        {
            var at = option.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !pairs.TryAdd(option[..at], option[(at + 1)..]))
            {
                throw new UsageException($"--option {option}: expected a name and a value such as width=32, each name once.");
            }
        }

        return pairs;
    }
}
