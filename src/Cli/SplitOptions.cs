using System.CommandLine;
using System.Globalization;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>Which cases are kept for validation: <c>--validation 0.2</c>, <c>--validation FILE</c>, or <c>--fold K/N</c>.</summary>
internal sealed class SplitOptions
{
    private readonly Option<string?> _validation = new("--validation") { Description = "The share of the cases kept for validation, or a text file with the names of those cases, one a line.", HelpName = "0.2|FILE" };
    private readonly Option<string?> _fold = new("--fold") { Description = "Fold K of N for validation, the others for training: 1/5.", HelpName = "K/N" };

    public void AddTo(Command command)
    {
        command.Add(_validation);
        command.Add(_fold);
    }

    /// <summary>The parts.</summary>
    /// <exception cref="UsageException">Both options are given, or one can't be read.</exception>
    public DataSplit Read(ParseResult parsed, SegmentationData data, Recipe recipe, ulong seed)
    {
        var (validation, fold) = (parsed.GetValue(_validation), parsed.GetValue(_fold));
        if (fold is not null)
        {
            if (validation is not null) throw new UsageException("Give --validation or --fold, not both.");
            var numbers = fold.Split('/').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
            return numbers is [var k, var n] ? CommandLine.FromWords(() => data.Fold(k, n, seed)) : throw new UsageException($"--fold {fold}: expected K/N such as 1/5.");
        }

        if (validation is null) return data.Split(data.Cases.Count == 1 ? 0 : recipe.Validation, seed);
        if (double.TryParse(validation, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)) return CommandLine.FromWords(() => data.Split(share, seed));
        if (!File.Exists(validation)) throw new UsageException($"--validation {validation}: neither a share such as 0.2 nor a file.");
        return data.Split(File.ReadLines(validation).Select(line => line.Trim()).Where(line => line.Length > 0));
    }
}
