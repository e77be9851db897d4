using System.CommandLine;
using UNetSharp.ModelFiles;

namespace UNetSharp.Cli;

/// <summary><c>unet convert</c>.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("in") { Description = "in" };
        var output = new Argument<string>("out") { Description = "out" };
        var options = SharedOptions.NetworkOption();
        var command = new Command("convert", "c") { input, output, options };
        command.SetAction((parsed, cancel) =>
        {
            OnnxFile.Write(parsed.GetRequiredValue(output), SharedOptions.Model(parsed.GetRequiredValue(input), parsed.GetValue(options) ?? []));
            return Task.CompletedTask;
        });
        return command;
    }
}
