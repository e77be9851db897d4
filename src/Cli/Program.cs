using UNetSharp.Cli;

return CommandLine.Run(args,
[
    NetworksCommand.Create(),
    InfoCommand.Create(),
    RunCommand.Create(),
    BenchCommand.Create(),
    CheckCommand.Create(),
]);
