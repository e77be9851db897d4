using UNetSharp.Cli;

return CommandLine.Run(args,
[
    TrainCommand.Create(),
    NetworksCommand.Create(),
    InfoCommand.Create(),
    RunCommand.Create(),
    BenchCommand.Create(),
    CheckCommand.Create(),
]);
