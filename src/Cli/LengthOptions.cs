using System.CommandLine;
using UNetSharp.Training;

namespace UNetSharp.Cli;

/// <summary>How long a training takes: one of <c>--iterations</c>, <c>--epochs</c>, <c>--minutes</c>.</summary>
internal sealed class LengthOptions
{
    private readonly Option<long?> _iterations = new("--iterations") { Description = "Steps to take." };
    private readonly Option<int?> _epochs = new("--epochs") { Description = "Passes over the training cases: as many patches as there are cases." };
    private readonly Option<double?> _minutes = new("--minutes") { Description = "Minutes to take, validation included." };

    public void AddTo(Command command)
    {
        command.Add(_iterations);
        command.Add(_epochs);
        command.Add(_minutes);
        command.Validators.Add(result =>
        {
            if (((Option[])[_iterations, _epochs, _minutes]).Count(option => result.GetResult(option) is { Implicit: false }) > 1) result.AddError("Give one of --iterations, --epochs and --minutes.");
        });
    }

    /// <summary>The options with the length, and the recipe's epochs replaced by those given.</summary>
    public TrainerOptions Read(ParseResult parsed, TrainerOptions options) => options with { Iterations = parsed.GetValue(_iterations), Minutes = parsed.GetValue(_minutes), Epochs = parsed.GetValue(_epochs) };
}
